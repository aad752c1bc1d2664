//! [`Paths`] and [`Files`]: a journal and its error file on disk.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use fs4::{FileExt, TryLockError};

use super::known::Known;
use super::line::{Entry, Line};
use super::lines::{End, Extent, Lines};
use super::run_error::RunError;
use super::same::is_same;

/// How often, and how far apart, a journal is tried that is in use. A run that was dropped writes down what
/// it knew, which takes as long as the disk does.
const TRIES: u32 = 20;
const BETWEEN: Duration = Duration::from_millis(50);

/// Where a run keeps what came of its requests.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    pub(super) answers: PathBuf,
    pub(super) errors: PathBuf,
}

impl Paths {
    /// What the files know of earlier runs, without a lock, and leaving them as they are.
    pub(super) fn known(&self) -> Result<Known, RunError> {
        self.check()?;
        let mut known = Known::default();
        for (path, take) in self.both() {
            match File::open(path) {
                Ok(file) => _ = read(path, &file, &mut known, take)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(RunError::journal(path)(error)),
            }
        }
        Ok(known)
    }

    /// Refuses a journal that is its own error file. Each would be read as what it is not.
    fn check(&self) -> Result<(), RunError> {
        if self.answers == self.errors || is_same(&self.answers, &self.errors) {
            let reason = "it is the journal too; write `.errors(…)` with another path";
            let error = io::Error::new(io::ErrorKind::InvalidInput, reason);
            return Err(RunError::journal(&self.errors)(error));
        }
        Ok(())
    }

    fn both(&self) -> [(&Path, Take); 2] {
        [(&self.answers, take_answer), (&self.errors, take_error)]
    }
}

type Take = fn(&[u8], &mut Known) -> serde_json::Result<()>;

fn take_answer(line: &[u8], known: &mut Known) -> serde_json::Result<()> {
    Entry::of_answer(line).map(|entry| known.answered(&entry))
}

fn take_error(line: &[u8], known: &mut Known) -> serde_json::Result<()> {
    Entry::of_error(line).map(|entry| known.failed_before(&entry))
}

fn read(path: &Path, file: &File, known: &mut Known, take: Take) -> Result<Extent, RunError> {
    let lines = Lines::of(BufReader::new(file));
    lines.each(|line| take(line, known)).map_err(|unreadable| unreadable.of(path))
}

/// Both files, open and at their ends. The lock on the journal goes with them.
#[derive(Debug)]
pub(super) struct Files {
    answers: Appended,
    errors: Appended,
}

impl Files {
    /// Opens or makes both files, and cuts off what a crash has left of a last line.
    pub(super) fn open(paths: &Paths) -> Result<(Self, Known), RunError> {
        let mut known = Known::default();
        let answers = Appended::open(&paths.answers)?;
        lock(&answers)?;
        // The journal is there by now, so that a link to it leads to it.
        paths.check()?;
        let errors = Appended::open(&paths.errors)?;
        let mut files = [answers, errors];
        for (file, (_, take)) in files.iter_mut().zip(paths.both()) {
            let extent = read(&file.path, &file.file, &mut known, take)?;
            file.mend(extent).map_err(RunError::journal(&file.path))?;
        }
        let [answers, errors] = files;
        Ok((Self { answers, errors }, known))
    }

    /// Writes lines, which are on disk when it returns.
    pub(super) fn write(&mut self, lines: &[Line]) -> Result<(), RunError> {
        let (mut answers, mut errors) = (Vec::new(), Vec::new());
        for line in lines {
            match line {
                Line::Answer(bytes) => answers.extend_from_slice(bytes),
                Line::Error(bytes) => errors.extend_from_slice(bytes),
            }
        }
        for (file, bytes) in [(&mut self.answers, answers), (&mut self.errors, errors)] {
            file.append(&bytes).map_err(RunError::journal(&file.path))?;
        }
        Ok(())
    }
}

fn lock(file: &Appended) -> Result<(), RunError> {
    for _ in 0..TRIES {
        // Not by the method of the standard library, which is younger than the oldest compiler.
        match FileExt::try_lock(&file.file) {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => thread::sleep(BETWEEN),
            Err(TryLockError::Error(error)) => return Err(RunError::journal(&file.path)(error)),
        }
    }
    Err(RunError::InUse { path: file.path.clone() })
}

/// A file that only grows.
#[derive(Debug)]
struct Appended {
    path: PathBuf,
    file: File,
}

impl Appended {
    fn open(path: &Path) -> Result<Self, RunError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(path).and_then(|file| sync_folder_of(path).map(|()| file));
        let file = file.map_err(RunError::journal(path))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Goes to the end, which is that of a whole line.
    fn mend(&mut self, extent: Extent) -> io::Result<()> {
        if extent.end != End::Nothing {
            self.file.set_len(extent.whole)?;
        }
        self.file.seek(SeekFrom::End(0))?;
        if extent.end == End::Unended {
            self.file.write_all(b"\n")?;
        }
        self.file.sync_data()
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.file.write_all(bytes)?;
        self.file.sync_data()
    }
}

/// Brings the name of a new file onto the disk: it stands in the folder.
#[cfg(unix)]
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Other systems open no folder as a file.
#[cfg(not(unix))]
pub(super) fn sync_folder_of(_: &Path) -> io::Result<()> {
    Ok(())
}

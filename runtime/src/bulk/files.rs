//! [`Paths`] and [`Files`]: a journal and its error file on disk.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use super::appended::Appended;
use super::known::Known;
use super::line::{Entry, Line};
use super::lines::{Extent, Lines};
use super::run_error::RunError;
use super::same::is_same;

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

/// Both files, open and at their ends. Their locks go with them.
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
        // The journal is there by now, so that a link to it leads to it.
        paths.check()?;
        let errors = Appended::open(&paths.errors)?;
        let mut files = Self { answers, errors };
        let (answers, errors) = (&mut files.answers, &mut files.errors);
        let whole_answers = read(&answers.path, &answers.file, &mut known, take_answer)?;
        let whole_errors = read(&errors.path, &errors.file, &mut known, take_error)?;
        // Where one of them is damaged, both stay as they are.
        for (file, extent) in [(answers, whole_answers), (errors, whole_errors)] {
            file.mend(extent).map_err(RunError::journal(&file.path))?;
        }
        Ok((files, known))
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

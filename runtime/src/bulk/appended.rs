//! [`Appended`]: a file that only grows.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use fs4::{FileExt, TryLockError};

use super::lines::{End, Extent};
use super::run_error::RunError;
use super::same::is_at;

/// How often, and how far apart, a file is tried that is in use. A run that was dropped writes down what it
/// knew, which takes as long as the disk does.
const TRIES: u32 = 20;
const BETWEEN: Duration = Duration::from_millis(50);

/// No other run writes to it, as long as it is open.
#[derive(Debug)]
pub(super) struct Appended {
    pub(super) path: PathBuf,
    pub(super) file: File,
}

impl Appended {
    /// Opens or makes the file, once no other run has it.
    pub(super) fn open(path: &Path) -> Result<Self, RunError> {
        for _ in 0..TRIES {
            let file = open(path).map_err(RunError::journal(path))?;
            // Not by the method of the standard library, which is younger than the oldest compiler.
            match FileExt::try_lock(&file) {
                // A run that has just ended may have put a new file in the place of this one.
                Ok(()) if !is_at(&file, path) => {}
                Ok(()) => return Ok(Self { path: path.to_owned(), file }),
                Err(TryLockError::WouldBlock) => thread::sleep(BETWEEN),
                Err(TryLockError::Error(error)) => return Err(RunError::journal(path)(error)),
            }
        }
        Err(RunError::InUse { path: path.to_owned() })
    }

    /// Goes to the end, which is that of a whole line.
    pub(super) fn mend(&mut self, extent: Extent) -> io::Result<()> {
        if extent.end != End::Nothing {
            self.file.set_len(extent.whole)?;
        }
        self.file.seek(SeekFrom::End(0))?;
        if extent.end == End::Unended {
            self.file.write_all(b"\n")?;
        }
        self.file.sync_data()
    }

    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.file.write_all(bytes)?;
        self.file.sync_data()
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let file = options.read(true).write(true).create(true).truncate(false).open(path)?;
    sync_folder_of(path)?;
    Ok(file)
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

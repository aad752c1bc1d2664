//! Takes out of an error file what is no longer true, at the end of a run.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::appended::sync_folder_of;
use super::identity::Half;
use super::known::Known;
use super::line::Entry;
use super::lines::{Lines, Unreadable};

/// Leaves of each request that has no answer its last error. The file is replaced by a new one, so that
/// a crash leaves one of both.
pub(super) fn settle(path: &Path, known: &Known) -> io::Result<()> {
    let mut lines = 0;
    let mut last: HashMap<Half, usize> = HashMap::new();
    each(path, |id, _| {
        lines += 1;
        if !known.is_answered(id) {
            last.insert(id, lines);
        }
        Ok(())
    })?;
    if last.len() == lines {
        return Ok(());
    }
    replace(path, |file| {
        let mut number = 0;
        each(path, |id, line| {
            number += 1;
            if last.get(&id) == Some(&number) { file.write_all(line) } else { Ok(()) }
        })
    })
}

/// Replaces a file by what `write` writes. Its permissions stay, and a link to it leads to the new one.
fn replace(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let (beside, file) = create_beside(&path)?;
    let replaced = fill(file, &path, write).and_then(|()| fs::rename(&beside, &path));
    if let Err(error) = replaced {
        // The first error says more than a second one would.
        _ = fs::remove_file(&beside);
        return Err(error);
    }
    sync_folder_of(&path)
}

/// Makes a file with a name that no other one has.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let mut name = path.as_os_str().to_owned();
    loop {
        name.push(".new");
        match File::create_new(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|file| (name.into(), file)),
        }
    }
}

/// Writes a file that may be read by whoever may read the other.
fn fill(
    file: File,
    like: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    file.set_permissions(fs::metadata(like)?.permissions())?;
    let mut file = BufWriter::new(file);
    write(&mut file)?;
    file.into_inner()?.sync_data()
}

fn each(path: &Path, mut take: impl FnMut(Half, &[u8]) -> io::Result<()>) -> io::Result<()> {
    let read = Lines::of(BufReader::new(File::open(path)?)).each(|line| {
        let entry = Entry::of_error(line)?;
        take(entry.id, line).map_err(serde_json::Error::io)
    });
    match read {
        Ok(_) => Ok(()),
        Err(Unreadable::Io(error)) => Err(error),
        Err(Unreadable::Damaged { reason, .. }) => Err(io::Error::other(reason)),
    }
}

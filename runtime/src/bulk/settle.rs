//! Takes out of an error file what is no longer true, at the end of a run.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

use super::files::sync_folder_of;
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
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    let mut file = BufWriter::new(File::create(beside)?);
    let mut number = 0;
    each(path, |id, line| {
        number += 1;
        if last.get(&id) == Some(&number) { file.write_all(line) } else { Ok(()) }
    })?;
    file.into_inner()?.sync_data()?;
    fs::rename(beside, path)?;
    sync_folder_of(path)
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

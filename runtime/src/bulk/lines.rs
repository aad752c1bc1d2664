//! [`Lines`]: those of a journal, as far as they are whole.
//!
//! A crash can leave a part of the last line. Everything else that is no line is not ours, and nobody but
//! the user may decide about it: it may be an answer that was paid for.

use std::io::{self, BufRead};
use std::path::Path;

use super::line::BEGINNING;
use super::run_error::RunError;

/// Reads the lines one by one, each as whatever the reader makes of it.
pub(super) struct Lines<R> {
    from: R,
    line: Vec<u8>,
    /// The lines so far.
    number: usize,
    extent: Extent,
    is_over: bool,
}

/// How much of a file are whole lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// The bytes of all whole lines.
    pub(super) whole: u64,
    pub(super) end: End,
}

/// What stands behind the last line that has its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Nothing,
    /// A part of a line, which was being written when the process or the machine stopped.
    Torn,
    /// A whole line, without its end only.
    Unended,
}

#[derive(Debug)]
pub(super) enum Unreadable {
    Io(io::Error),
    /// This line, from 1, was not written by a run.
    Damaged {
        line: usize,
        reason: String,
    },
}

impl Unreadable {
    pub(super) fn of(self, path: &Path) -> RunError {
        match self {
            Self::Io(error) => RunError::journal(path)(error),
            Self::Damaged { line, reason } => {
                RunError::Damaged { path: path.to_owned(), line, reason }
            }
        }
    }
}

impl<R: BufRead> Lines<R> {
    pub(super) fn of(from: R) -> Self {
        let extent = Extent { whole: 0, end: End::Nothing };
        Self { from, line: Vec::new(), number: 0, extent, is_over: false }
    }

    /// What `read` makes of the next line, blank ones left out; `None` at the end, and behind an error.
    pub(super) fn next<T>(
        &mut self,
        mut read: impl FnMut(&[u8]) -> serde_json::Result<T>,
    ) -> Result<Option<T>, Unreadable> {
        while !self.is_over {
            self.line.clear();
            self.number += 1;
            self.is_over = true;
            let length = self.from.read_until(b'\n', &mut self.line).map_err(Unreadable::Io)?;
            let is_ended = self.line.last() == Some(&b'\n');
            let is_blank = self.line.trim_ascii().is_empty();
            let value = match read(&self.line) {
                Ok(value) => Some(value),
                Err(_) if is_blank => None,
                Err(_) if !is_ended && is_beginning(&self.line) => {
                    self.extent.end = End::Torn;
                    return Ok(None);
                }
                Err(error) => {
                    let (line, reason) = (self.number, error.to_string());
                    return Err(Unreadable::Damaged { line, reason });
                }
            };
            self.is_over = !is_ended;
            self.extent.whole += length as u64;
            if !is_ended && length > 0 {
                self.extent.end = End::Unended;
            }
            if value.is_some() {
                return Ok(value);
            }
        }
        Ok(None)
    }

    /// Hands all lines to `take`.
    pub(super) fn each(
        mut self,
        mut take: impl FnMut(&[u8]) -> serde_json::Result<()>,
    ) -> Result<Extent, Unreadable> {
        while self.next(&mut take)?.is_some() {}
        Ok(self.extent)
    }
}

/// Whether it is the beginning of a line of ours. What was not written yet may be there as zeros.
fn is_beginning(bytes: &[u8]) -> bool {
    let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    let bytes = &bytes[..bytes.len() - zeros];
    bytes.starts_with(BEGINNING) || BEGINNING.starts_with(bytes)
}

//! [`Lines`]: those of a journal, as far as they are whole.
//!
//! A crash can leave a part of the last line. Everything else that is no line is not ours, and nobody but
//! the user may decide about it: it may be an answer that was paid for, or a file of another kind.

use std::io::{self, BufRead};
use std::path::Path;

use serde::de::IgnoredAny;

use super::line::BEGINNING;
use super::run_error::RunError;

/// Reads the lines one by one, each as whatever the reader makes of it.
pub(super) struct Lines<R> {
    from: R,
    line: Vec<u8>,
    /// The lines so far.
    number: usize,
    /// Whether one of them was ours.
    is_ours: bool,
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
    /// A whole line, without its end. Zeros may stand in its place.
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
        Self { from, line: Vec::new(), number: 0, is_ours: false, extent, is_over: false }
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
            self.from.read_until(b'\n', &mut self.line).map_err(Unreadable::Io)?;
            let is_ended = self.line.last() == Some(&b'\n');
            let is_blank = self.line.trim_ascii().is_empty();
            let line = if is_ended { &self.line[..] } else { without_zeros(&self.line) };
            let value = match read(line) {
                Ok(value) => Some(value),
                Err(_) if is_blank => None,
                Err(_) if !is_ended && is_torn(line, self.is_ours) => {
                    self.extent.end = End::Torn;
                    return Ok(None);
                }
                Err(error) => {
                    let (line, reason) = (self.number, error.to_string());
                    return Err(Unreadable::Damaged { line, reason });
                }
            };
            self.is_over = !is_ended;
            self.is_ours |= value.is_some();
            self.extent.whole += line.len() as u64;
            if !is_ended && !line.is_empty() {
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

/// What was not written yet may be there as zeros.
fn without_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    &bytes[..bytes.len() - zeros]
}

/// Whether it is a line of ours up to a place in its middle. A few bytes can be the beginning of anything,
/// and are known for ours by the lines before them.
fn is_torn(bytes: &[u8], is_ours: bool) -> bool {
    if bytes.len() < BEGINNING.len() {
        return is_ours && BEGINNING.starts_with(bytes);
    }
    let json = serde_json::from_slice::<IgnoredAny>(bytes);
    bytes.starts_with(BEGINNING) && json.is_err_and(|error| error.is_eof())
}

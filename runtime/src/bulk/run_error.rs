//! [`RunError`]: why a run as a whole cannot go on.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// What is wrong with a run, and not with one of its calls. No further requests are made after it.
///
/// After [`Input`](Self::Input), [`Request`](Self::Request), [`Changed`](Self::Changed) and
/// [`Unwritable`](Self::Unwritable) the calls in flight come to their ends first. After the others they stop, as
/// what they answer could not be kept.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// The journal or its error file cannot be read or written.
    #[non_exhaustive]
    Journal {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another run writes this journal or error file, of this process or another one.
    #[non_exhaustive]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// A line of the journal or of its error file was not written by a run. The file is left as it is.
    #[non_exhaustive]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The input of a [`fallible`](crate::bulk::Run::fallible) run has failed.
    #[non_exhaustive]
    Input {
        /// The place in the input, from 0.
        index: usize,
        /// What has failed.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// A request is no JSON, or its `custom_id` is no text.
    #[non_exhaustive]
    Request {
        /// Its place in the input, from 0.
        index: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The `custom_id` of a request has stood for another request, which was answered or is in flight.
    #[non_exhaustive]
    Changed {
        /// The place of the request in the input, from 0.
        index: usize,
        /// The id that both have.
        custom_id: String,
    },
    /// An answer cannot be written as JSON, so that it would be paid for again.
    #[non_exhaustive]
    Unwritable {
        /// The id of the request.
        custom_id: String,
        /// What is wrong with the answer.
        source: serde_json::Error,
    },
}

impl RunError {
    /// Makes the error of a file that cannot be read or written.
    pub(super) fn journal(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |source| Self::Journal { path, source }
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Journal { path, source } => {
                write!(f, "`{}` cannot be read or written: {source}", path.display())
            }
            Self::InUse { path } => write!(
                f,
                "another run writes to `{}`; wait for its end, or give this run files of its own",
                path.display(),
            ),
            Self::Damaged { path, line, reason } => write!(
                f,
                "line {line} of `{}` is no line of a journal: {reason}; mend or remove the line, or \
                 give the run another file",
                path.display(),
            ),
            Self::Input { index, source } => {
                write!(f, "request {index} of the input cannot be read: {source}")
            }
            Self::Request { index, reason } => {
                write!(f, "request {index} of the input cannot be sent: {reason}")
            }
            Self::Changed { index, custom_id } => write!(
                f,
                "request {index} of the input has the custom_id `{custom_id}` of another request, which \
                 was sent before; give it an id of its own, or the run another journal",
            ),
            Self::Unwritable { custom_id, source } => write!(
                f,
                "the answer to `{custom_id}` cannot be written as json: {source}; return a type that can",
            ),
        }
    }
}

impl StdError for RunError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Journal { source, .. } => Some(source),
            Self::Input { source, .. } => Some(&**source),
            Self::Unwritable { source, .. } => Some(source),
            _ => None,
        }
    }
}

//! [`Outcome`]: what a caller gets.

use std::fmt;

use serde::Deserialize;

/// An answer, or what came in its place.
#[derive(Deserialize)]
pub(crate) struct Outcome {
    pub(crate) what: What,
    /// The type or kind of the error, or what is wrong with the success.
    #[serde(default)]
    note: String,
    /// Whether the error has the request id, in any field or cause.
    #[serde(default)]
    pub(crate) has_id: bool,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    Answer,
    /// A success whose type allows that there is no answer, and says so.
    Nothing,
    /// A success that is not what its type says.
    Broken,
    Error,
    /// It had not come back when we left.
    Waiting,
}

impl Outcome {
    pub(crate) fn of(what: What, note: impl Into<String>) -> Self {
        Self { what, note: note.into(), has_id: false }
    }

    /// An error by its name. The ids of the fake API are found wherever `Debug` shows them.
    pub(crate) fn error(name: impl Into<String>, error: &impl fmt::Debug) -> Self {
        Self { has_id: format!("{error:?}").contains("req_"), ..Self::of(What::Error, name) }
    }

    /// An error that says by itself whether it has the request id.
    pub(crate) fn error_with_id(name: impl Into<String>, has_id: bool) -> Self {
        Self { has_id, ..Self::of(What::Error, name) }
    }

    /// A stream that has ended: without an item it is none.
    pub(crate) fn ended(items: usize) -> Self {
        let what = if items == 0 { What::Broken } else { What::Answer };
        Self::of(what, format!("{items} items and an end"))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::Answer => "an answer",
            What::Nothing => "a success without an answer",
            What::Broken => "a broken success",
            What::Error => "an error",
            What::Waiting => "still waiting",
        };
        match &*self.note {
            "" => f.write_str(what),
            note => write!(f, "{what}: {note}"),
        }
    }
}

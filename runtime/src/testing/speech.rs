//! [`Speech`]: what the model says in an answer, and how it ends.

/// A text, sent in the shape for the request's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Speech {
    pub(super) text: String,
    pub(super) ending: Ending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Whole,
    /// At the limit of tokens.
    Truncated,
    /// The text is why the model refuses.
    Refused,
}

impl Speech {
    pub(super) fn whole(text: impl Into<String>) -> Self {
        Self { text: text.into(), ending: Ending::Whole }
    }

    pub(super) fn truncated(text: impl Into<String>) -> Self {
        Self { text: text.into(), ending: Ending::Truncated }
    }

    pub(super) fn refused(text: impl Into<String>) -> Self {
        Self { text: text.into(), ending: Ending::Refused }
    }

    /// The name of the method that scripts it.
    pub(super) fn method(&self) -> &'static str {
        match self.ending {
            Ending::Whole => "reply",
            Ending::Truncated => "truncated",
            Ending::Refused => "refusal",
        }
    }

    pub(super) fn is_refused(&self) -> bool {
        self.ending == Ending::Refused
    }

    /// The `finish_reason` of a chat completion.
    pub(super) fn finish_reason(&self) -> &'static str {
        if self.ending == Ending::Truncated { "length" } else { "stop" }
    }
}

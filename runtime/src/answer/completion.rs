//! [`Completion`]: the answer of a model on the wire, in the shape of any of the three protocols.

use serde::Deserialize;

use super::content::Content;
use super::finish::{REFUSED, failure, stopped_with};
use crate::kind::ErrorKind;

/// A chat completion or completion, which has `choices`, or a response, which has an `output`.
#[derive(Deserialize)]
pub(super) struct Completion {
    choices: Option<Vec<Choice>>,
    output: Option<Vec<Item>>,
    status: Option<String>,
    incomplete_details: Option<IncompleteDetails>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    index: u64,
    finish_reason: Option<String>,
    message: Option<Message>,
    /// Of a completion that is no chat.
    text: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    content: Content,
    refusal: Option<String>,
    tool_calls: Option<Vec<serde::de::IgnoredAny>>,
}

/// An item of a response. Only messages are said to the user.
#[derive(Deserialize)]
struct Item {
    #[serde(rename = "type", default)]
    kind: String,
    status: Option<String>,
    content: Option<Content>,
}

/// The status of a response or a message that stopped before its end.
const INCOMPLETE: &str = "incomplete";

#[derive(Deserialize)]
struct IncompleteDetails {
    reason: Option<String>,
}

/// What a model said, whatever the protocol.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) text: String,
    refusal: String,
    /// Why the model stopped, if the service says it.
    reason: Option<String>,
    calls_tools: bool,
}

/// Why it is no answer, in words, and the text that there is.
pub(super) struct NoAnswer {
    pub(super) kind: ErrorKind,
    pub(super) message: String,
    pub(super) output: String,
}

const CALLS_TOOLS: &str = "the answer calls tools instead of saying something";

impl Completion {
    /// What was said; `None` if it has the shape of no protocol.
    pub(super) fn said(self) -> Option<Said> {
        match (self.choices, self.output) {
            // The first may come behind others.
            (Some(choices), _) => choices.into_iter().min_by_key(|it| it.index).map(Choice::said),
            (None, Some(output)) => {
                let reason = self.incomplete_details.and_then(|details| details.reason);
                let is_cut = output.iter().any(|item| item.status.as_deref() == Some(INCOMPLETE));
                let reason = reason.or(self.status.filter(|_| !is_cut));
                let reason = reason.or(is_cut.then(|| INCOMPLETE.to_owned()));
                let mut said = Said { reason, ..Said::default() };
                let mut content = Content::default();
                for item in output {
                    said.calls_tools |= item.kind.ends_with("_call");
                    if let Some(own) = item.content.filter(|_| item.kind == "message") {
                        content.add(&own);
                    }
                }
                Some(Said { text: content.text, refusal: content.refusal, ..said })
            }
            (None, None) => None,
        }
    }
}

impl Choice {
    fn said(self) -> Said {
        let mut said = Said { reason: self.finish_reason, ..Said::default() };
        if let Some(message) = self.message {
            said.text = message.content.text;
            said.refusal = message.content.refusal + message.refusal.as_deref().unwrap_or_default();
            said.calls_tools = message.tool_calls.is_some_and(|calls| !calls.is_empty());
        } else {
            said.text = self.text.unwrap_or_default();
        }
        said
    }
}

impl Said {
    /// The text, if it is a whole answer.
    pub(super) fn answer(self) -> Result<String, NoAnswer> {
        let Some((kind, message)) = self.failure() else { return Ok(self.text) };
        let output = if kind == ErrorKind::Refusal { self.refusal } else { self.text };
        Err(NoAnswer { kind, message, output })
    }

    fn failure(&self) -> Option<(ErrorKind, String)> {
        let reason = self.reason.as_deref().unwrap_or_default();
        let failed = failure(reason).map(|kind| (kind, stopped_with(reason)));
        match failed {
            Some((ErrorKind::ContentPolicy | ErrorKind::ServerError, _)) => failed,
            Some((ErrorKind::NoOutput, _)) if !self.calls_tools => failed,
            _ if self.calls_tools => Some((ErrorKind::NoOutput, CALLS_TOOLS.to_owned())),
            _ if !self.refusal.is_empty() => Some((ErrorKind::Refusal, REFUSED.to_owned())),
            Some(_) => failed,
            None if self.text.trim().is_empty() => {
                Some((ErrorKind::NoOutput, Self::why_empty(reason)))
            }
            None => None,
        }
    }

    fn why_empty(reason: &str) -> String {
        match reason {
            "" => "the answer says nothing, and not why".to_owned(),
            _ => stopped_with(reason) + ", and said nothing",
        }
    }
}

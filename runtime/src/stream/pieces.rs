//! The pieces of a text: a stream of [`Text`].

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::event_stream::EventStream;
use super::item::{Restartable, StreamItem, WireEvent};
use crate::answer::{Content, REFUSED, Text, failure, stopped_with};
use crate::call::Answer;
use crate::error::Error;
use crate::kind::ErrorKind;

/// What was said, as far as it decides whether the whole is an answer.
#[derive(Debug, Default)]
pub struct Heard {
    has_text: bool,
    refusal: String,
    /// Why the model stopped, of the first choice.
    reason: Option<String>,
}

/// A chunk of a chat completion or completion, or an event of the Responses API.
#[derive(Deserialize)]
struct Piece<'a> {
    #[serde(rename = "type", borrow)]
    kind: Option<Cow<'a, str>>,
    /// A text in these events, and an object in those of other protocols.
    #[serde(borrow)]
    delta: Option<&'a RawValue>,
    choices: Option<Vec<Choice>>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    index: u64,
    delta: Option<Delta>,
    finish_reason: Option<String>,
    /// Of a completion that is no chat.
    text: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    #[serde(default)]
    content: Content,
    refusal: Option<String>,
}

impl Piece<'_> {
    /// What the first choice says, and why it stops.
    fn content(self, heard: &mut Heard) -> Content {
        let words = |delta: Option<&RawValue>| {
            delta.and_then(|delta| serde_json::from_str(delta.get()).ok()).unwrap_or_default()
        };
        match self.kind.as_deref() {
            Some("response.output_text.delta") => {
                return Content { text: words(self.delta), ..Content::default() };
            }
            Some("response.refusal.delta") => {
                return Content { refusal: words(self.delta), ..Content::default() };
            }
            Some("response.incomplete") => note(heard, "incomplete"),
            _ => {}
        }
        let first = self.choices.into_iter().flatten().find(|choice| choice.index == 0);
        let Some(Choice { delta, text, finish_reason, .. }) = first else {
            return Content::default();
        };
        if let Some(reason) = finish_reason {
            note(heard, &reason);
        }
        let mut content = delta.map_or_else(Content::default, |delta| {
            let refusal = delta.content.refusal + delta.refusal.as_deref().unwrap_or_default();
            Content { refusal, ..delta.content }
        });
        content.text += text.as_deref().unwrap_or_default();
        content
    }
}

/// Keeps the reason to stop. A server that says two has not made the answer whole by the second.
fn note(heard: &mut Heard, reason: &str) {
    let is_failure = heard.reason.as_deref().is_some_and(|reason| failure(reason).is_some());
    if !is_failure {
        heard.reason = Some(reason.to_owned());
    }
}

impl StreamItem for Text {
    type Output = String;
    type Heard = Heard;

    fn of(event: &WireEvent, heard: &mut Heard) -> Result<Option<String>, serde_json::Error> {
        let piece = serde_json::from_str::<Piece<'_>>(event.data())?;
        let Content { text, refusal } = piece.content(heard);
        heard.refusal += &refusal;
        heard.has_text |= !text.trim().is_empty();
        Ok((!text.is_empty()).then_some(text))
    }

    fn failure(heard: &Heard, finish_reason: Option<&str>) -> Option<Error> {
        // That of a response says more than the name of its last event.
        let own = heard.reason.as_deref().filter(|reason| *reason != "incomplete");
        let reason = own.or(finish_reason).or(heard.reason.as_deref()).unwrap_or_default();
        match failure(reason) {
            _ if !heard.refusal.is_empty() => {
                let error = Error::new(ErrorKind::Refusal, REFUSED);
                Some(error.with_output(heard.refusal.clone()))
            }
            Some(kind) => Some(Error::new(kind, stopped_with(reason))),
            None if !heard.has_text => {
                Some(Error::new(ErrorKind::NoOutput, "the stream has ended without a word"))
            }
            None => None,
        }
    }
}

impl Answer for EventStream<Text> {}

impl Answer for EventStream<Restartable<Text>> {}

//! [`Answered`]: a response that was read and is an answer.

use serde::de::DeserializeOwned;

use super::completion::{Completion, NoAnswer};
use crate::call::{Head, Meta, Response, Run};
use crate::error::Error;
use crate::http::{Received, why_undecodable};
use crate::kind::ErrorKind;
use crate::usage::Usage;

/// What can be read.
const EXPECTED: &str = "chat completion, response or completion";

/// The remedy for an answer of another endpoint or protocol.
const OTHER_TYPE: &str = "return a type with the members of the json, or a `Reply` of it";

pub(super) struct Answered {
    pub(super) text: String,
    received: Received,
    usage: Option<Usage>,
    meta: Meta,
    run: Box<Run>,
}

/// What is known of it beside its text.
pub(super) struct Known {
    pub(super) usage: Option<Usage>,
    pub(super) head: Head,
    pub(super) meta: Meta,
}

impl Answered {
    /// Reads a response.
    ///
    /// # Errors
    ///
    /// If its body is no answer: the error in it, or that it has the shape of no protocol, or that
    /// the model said nothing that can be used.
    pub(super) async fn of(mut response: Response) -> Result<Self, Error> {
        let meta = response.meta();
        let received = response.incoming.read().await?;
        response.run.hears(&received);
        let completion: Completion = received.decode_as(EXPECTED)?;
        let Some(said) = completion.said() else { return Err(no_completion(received)) };
        let usage = Usage::of(&received.body);
        match said.answer() {
            Ok(text) => Ok(Self { text, received, usage, meta, run: response.run }),
            Err(NoAnswer { kind, message, output }) => {
                Err(received
                    .complete(Error::new(kind, message).with_output(output).with_usage(usage)))
            }
        }
    }

    /// The text decoded from JSON as a `T`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidOutput`] if it is no `T`.
    pub(super) fn parsed<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let json = unfenced(&self.text);
        serde_json::from_str(json).map_err(|error| self.invalid::<T>(json, &error))
    }

    /// Splits it into the text and what is known of it.
    pub(super) fn into_parts(self) -> (String, Known) {
        let Self { text, received, usage, mut meta, run } = self;
        meta.cost = run.uses(usage, &received.body).map(Box::new);
        let (status, headers, _) = received.into_parts();
        let usage = meta.total(usage);
        (text, Known { usage, head: Head { status: Some(status), headers }, meta })
    }

    #[cold]
    fn invalid<T: DeserializeOwned>(&self, json: &str, error: &serde_json::Error) -> Error {
        let message = why_undecodable::<T>(json.as_bytes(), error);
        let error = Error::new(ErrorKind::InvalidOutput, message);
        self.received.clone().complete(error.with_output(self.text.clone()).with_usage(self.usage))
    }
}

/// The JSON in the fence of a code block, in which many models put it although they are told not to,
/// and behind what they have thought aloud.
pub(super) fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let thought = text.strip_prefix("<think>").and_then(|rest| rest.rsplit_once("</think>"));
    let text = thought.map_or(text, |(_, answer)| answer.trim());
    let inside = text.strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    inside.and_then(|inside| inside.split_once('\n')).map_or(text, |(_, json)| json)
}

#[cold]
fn no_completion(received: Received) -> Error {
    let message = format!("expected a {EXPECTED}, got something else");
    received.complete(Error::new(ErrorKind::Decode, message).with_remedy(OTHER_TYPE))
}

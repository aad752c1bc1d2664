//! [`Heard`]: what an answer says of itself, without a word of what the model said.

use serde::Deserialize;
use serde_json::Value;

use super::asked::LONGEST;

/// The reason of a stream that ended before its terminal event, as the convention has it.
const BROKEN: &str = "error";

#[derive(Clone, Debug, Default)]
pub(crate) struct Heard {
    pub(super) id: Option<String>,
    pub(super) model: Option<String>,
    pub(super) fingerprint: Option<String>,
    pub(super) tier: Option<String>,
    pub(super) finish_reasons: Vec<String>,
}

/// An answer, or an event of a stream, of any of the protocols.
#[derive(Default, Deserialize)]
struct Answer {
    id: Option<Value>,
    model: Option<Value>,
    system_fingerprint: Option<Value>,
    service_tier: Option<Value>,
    choices: Option<Vec<Choice>>,
    status: Option<Value>,
    incomplete_details: Option<Value>,
    stop_reason: Option<Value>,
    /// Where the events of the Responses API and of Anthropic have the answer.
    #[serde(alias = "message")]
    response: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    finish_reason: Option<Value>,
}

impl Heard {
    /// What the body of an answer says, or an event; `clean` takes the keys out of a text, if there is one
    /// in it.
    pub(crate) fn of(body: &[u8], clean: impl Fn(&str) -> Option<String>) -> Self {
        let mut answer: Answer = serde_json::from_slice(body).unwrap_or_default();
        let inner = answer.response.take().filter(Value::is_object);
        if let Some(inner) = inner.and_then(|inner| Answer::deserialize(inner).ok()) {
            answer = inner;
        }
        let text = |value: &Value| {
            let text = value.as_str().filter(|text| text.len() <= LONGEST)?;
            Some(clean(text).unwrap_or_else(|| text.to_owned()))
        };
        Self {
            id: answer.id.as_ref().and_then(text),
            model: answer.model.as_ref().and_then(text),
            fingerprint: answer.system_fingerprint.as_ref().and_then(text),
            tier: answer.service_tier.as_ref().and_then(text),
            finish_reasons: answer.reasons().into_iter().filter_map(text).collect(),
        }
    }

    /// The model that has answered.
    pub(crate) fn into_model(self) -> Option<String> {
        self.model
    }

    /// Adds why a stream ended.
    pub(crate) fn ended(&mut self, reason: Option<&str>) {
        self.finish_reasons = reason.map(str::to_owned).into_iter().collect();
    }

    pub(super) fn broke(&mut self) {
        self.ended(Some(BROKEN));
    }

    /// As JSON: tracing has no fields of more than one value.
    pub(super) fn finish_reasons(&self) -> Option<String> {
        let reasons = &self.finish_reasons;
        (!reasons.is_empty()).then(|| Value::from(reasons.clone()).to_string())
    }
}

impl Answer {
    /// Why the model stopped, for each choice.
    fn reasons(&self) -> Vec<&Value> {
        if let Some(choices) = &self.choices {
            return choices.iter().filter_map(|choice| choice.finish_reason.as_ref()).collect();
        }
        let incomplete = self.incomplete_details.as_ref().and_then(|why| why.get("reason"));
        let reason = incomplete.or(self.stop_reason.as_ref()).or(self.status.as_ref());
        reason.into_iter().collect()
    }
}

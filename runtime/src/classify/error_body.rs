//! [`ErrorBody`]: the members of an error's body, in any shape that servers send.

use std::time::Duration;

use crate::error::BODY_LIMIT;

use super::json::Json;
use super::{details, inner_error};

/// How many errors within errors are read: a gateway may stand before a gateway.
const DEPTH: usize = 3;

/// How many characters of a body that is not JSON become the message.
const EXCERPT: usize = 200;

/// Where the error is in a body: for OpenAI and most others; in an event of the Responses API; for
/// OpenRouter in a part of an answer; for Gemini; for Cloudflare. Otherwise the body is the error.
const ERROR: &[&[&str]] = &[
    &["error"],
    &["response", "error"],
    &["choices", "0", "error"],
    &["0", "error"],
    &["errors", "0"],
];

/// Where the readable text is: FastAPI has `detail` and a list of `msg`.
const MESSAGE: &[&str] = &["message", "msg", "detail"];

/// Where the type is in an error: OpenRouter puts it into `metadata`, Hugging Face into
/// `error_type`, AWS into `__type`.
const TYPE: &[&[&str]] = &[&["type"], &["metadata", "error_type"], &["error_type"], &["__type"]];

/// Where Gemini puts the type: as the name of a status, such as `RESOURCE_EXHAUSTED`.
const STATUS: &[&[&str]] = &[&["error", "status"], &["0", "error", "status"]];

/// Texts that mean no value: LiteLLM sends Python's `None`.
const NOTHING: &[&str] = &["", "None"];

/// The members of an error; each is `None` if the server did not send it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) message: Option<String>,
    /// A number is in decimal form.
    pub(crate) code: Option<String>,
    pub(crate) error_type: Option<String>,
    pub(crate) param: Option<String>,
    /// A word that says more than code and type, such as which of OpenRouter's limits was hit.
    pub(crate) reason: Option<String>,
    /// When to try again.
    pub(crate) delay: Option<Duration>,
    pub(crate) request_id: Option<String>,
}

impl ErrorBody {
    /// Reads JSON of every known shape; for any other body, the message is its text.
    pub(crate) fn read(body: &str) -> Self {
        let wrapped = || inner_error::document(body);
        match serde_json::from_str(body).ok().or_else(wrapped) {
            Some(document) => Self::from_json(&document, DEPTH),
            None => Self { message: excerpt(body), ..Self::default() },
        }
    }

    /// Of a body that is compressed: only that it is.
    pub(crate) fn unread(encoding: &str) -> Self {
        let message =
            format!("the body is compressed as {encoding}, which the feature `gzip` is for");
        Self { message: Some(message), ..Self::default() }
    }

    fn from_json(document: &Json<'_>, depth: usize) -> Self {
        let mut found = ERROR.iter().filter_map(|place| document.at(place));
        let error = found.find(|value| !is_nothing(value)).unwrap_or(document);
        // If the error is a text, the other members are beside it.
        let members = if matches!(error, Json::Object(_)) { error } else { document };

        let own = Self {
            message: inner_error::raw(error).map(str::to_owned).or_else(|| message(error)),
            code: members.member("code").and_then(word),
            error_type: error_type(members).or_else(|| first_text(document, STATUS)),
            param: members.member("param").and_then(word).or_else(|| location(members)),
            reason: details::reason(members),
            delay: details::delay(members),
            request_id: first_text(document, &[&["request_id"]]),
        };
        let text = own.message.as_deref().filter(|_| depth > 1);
        let inner = text.and_then(inner_error::document);
        match inner.map(|inner| Self::from_json(&inner, depth - 1)) {
            Some(inner) => own.over(inner),
            None => own,
        }
    }

    /// The members of an error within this one, and of this one where that has none.
    fn over(self, inner: Self) -> Self {
        Self {
            message: inner.message.or(self.message),
            code: inner.code.or(self.code),
            error_type: inner.error_type.or(self.error_type),
            param: inner.param.or(self.param),
            reason: inner.reason.or(self.reason),
            delay: inner.delay.or(self.delay),
            request_id: self.request_id.or(inner.request_id),
        }
    }
}

fn is_nothing(value: &Json<'_>) -> bool {
    match value {
        Json::Null => true,
        Json::Text(text) => NOTHING.contains(&text.trim()),
        _ => false,
    }
}

/// A string or a number, as text.
fn word(value: &Json<'_>) -> Option<String> {
    match value {
        Json::Number(number) => Some(number.to_string()),
        Json::Text(text) => Some(text.trim()).filter(|it| !NOTHING.contains(it)).map(str::to_owned),
        _ => None,
    }
}

fn first_text(value: &Json<'_>, places: &[&[&str]]) -> Option<String> {
    let found = places.iter().filter_map(|place| value.at(place));
    // `"type": "error"` is the type of the event, not of the error in it.
    found
        .filter(|value| matches!(value, Json::Text(_)))
        .filter_map(word)
        .find(|text| text != "error")
}

/// AWS may put a namespace before it: `com.amazon.coral.service#ThrottlingException`.
fn error_type(members: &Json<'_>) -> Option<String> {
    let text = first_text(members, TYPE)?;
    Some(text.rsplit_once('#').map_or(text.as_str(), |(_, name)| name).to_owned())
}

fn message(value: &Json<'_>) -> Option<String> {
    match value {
        Json::Text(_) => word(value),
        Json::List(items) => {
            let messages: Vec<_> = items.iter().filter_map(message).collect();
            (!messages.is_empty()).then(|| messages.join("; "))
        }
        Json::Object(_) => MESSAGE.iter().find_map(|name| value.member(name).and_then(message)),
        _ => None,
    }
}

/// The field that the first entry of `detail` is about: `["body", "model"]` is `body.model`.
fn location(error: &Json<'_>) -> Option<String> {
    let Json::List(steps) = error.at(&["detail", "0", "loc"])? else { return None };
    let path: Vec<_> = steps.iter().filter_map(word).collect();
    (!path.is_empty()).then(|| path.join("."))
}

/// The beginning of a body that is not JSON; for an HTML page, of its title or its text.
fn excerpt(body: &str) -> Option<String> {
    let body = body.as_bytes();
    let text = String::from_utf8_lossy(body.get(..BODY_LIMIT).unwrap_or(body));
    let words = if text.trim_start().starts_with('<') {
        title(&text).map_or_else(|| without_tags(&text), str::to_owned)
    } else {
        text.into_owned()
    };
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let excerpt: String = line.chars().take(EXCERPT).collect();
    (!excerpt.is_empty()).then_some(excerpt)
}

fn title(page: &str) -> Option<&str> {
    // ASCII lower case keeps every byte at its position.
    let start = page.to_ascii_lowercase().find("<title")?;
    let (_, rest) = page.get(start..)?.split_once('>')?;
    let title = rest.split('<').next()?.trim();
    (!title.is_empty()).then_some(title)
}

fn without_tags(page: &str) -> String {
    let after_tags = page.split('<').filter_map(|piece| piece.split_once('>'));
    after_tags.map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

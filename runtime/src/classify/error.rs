//! [`Error::from_response`]: makes an [`Error`] of a response that reports one.

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::error::Error;
use crate::kind::ErrorKind;
use crate::limits::delay::{Advice, server_delay};

use super::error_body::ErrorBody;
use super::glance;
use super::mapping::{self, Evidence};
use super::transport;
use super::wrapping::unwrapped;

/// The headers with the id of the request, by who sends them. The first that is there counts.
#[rustfmt::skip]
static REQUEST_ID: [HeaderName; 7] = [
    HeaderName::from_static("x-request-id"), // OpenAI, Groq, xAI, …
    HeaderName::from_static("x-oai-request-id"),
    HeaderName::from_static("apim-request-id"), // Azure
    HeaderName::from_static("request-id"), // Anthropic
    HeaderName::from_static("mistral-correlation-id"),
    HeaderName::from_static("x-amzn-requestid"), // Bedrock
    HeaderName::from_static("cf-ray"), // Cloudflare
];

const SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");

/// The header in which Bedrock sends the type: `ValidationException:http://…`.
const AMAZON_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// The code of the fake API's answer to a request that its script has no answer for.
#[cfg(feature = "testing")]
pub(crate) const SCRIPT_ENDED: &str = "fake_api_script_ended";

impl Error {
    /// Makes an error of a response with this status, these headers and this body.
    ///
    /// The kind follows from the `code`, the `type` and the message in the body, and from the
    /// status. The body may have any shape that OpenAI or a compatible server sends; if it is not
    /// JSON, its beginning is the message. If the status is a success and the body is not an error,
    /// the kind is [`Decode`](ErrorKind::Decode). The first 64 KiB of the body are kept.
    ///
    /// ```
    /// use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
    /// use openai_call::{Error, ErrorKind};
    ///
    /// let body = r#"{ "error": { "message": "Take a shorter one.", "code": "context_length_exceeded" } }"#;
    /// let error = Error::from_response(StatusCode::BAD_REQUEST, HeaderMap::new(), body);
    ///
    /// assert_eq!(error.kind(), ErrorKind::ContextLength);
    /// assert_eq!(error.code(), Some("context_length_exceeded"));
    /// assert_eq!(error.message(), "Take a shorter one.");
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "a client that has failed needs it no more")]
    pub fn from_response(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        error_of(status, &headers, body.into())
    }
}

/// See [`Error::from_response`].
pub(crate) fn error_of(status: StatusCode, headers: &HeaderMap, body: Bytes) -> Error {
    let content = unwrapped(&body);
    let mut said = match encoding(headers) {
        Some(encoding) => ErrorBody::unread(encoding),
        None => ErrorBody::read(&content),
    };
    said.error_type = said.error_type.or_else(|| amazon_type(headers));
    let kind = kind(status, headers, &content, &said);
    let message = said.message.unwrap_or_else(|| default_message(status, kind));
    let curable = matches!(kind, ErrorKind::RateLimit | ErrorKind::ServiceUnavailable);

    let advice = Advice { delay: said.delay, message: &message };
    let delay = server_delay(headers, curable.then_some(advice), SystemTime::now());

    let mut error = Error::new(kind, message)
        .named(said.code, said.error_type, said.param)
        .with_should_retry(should_retry(headers));
    if let Some(id) = request_id(headers).or_else(|| said.request_id.map(Arc::from)) {
        error = error.identified(id);
    }
    if let Some(delay) = delay {
        error = error.with_retry_after(delay);
    }
    if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        error = transport::of_proxy(error);
    }
    #[cfg(feature = "testing")]
    if error.code() == Some(SCRIPT_ENDED) {
        let remedy = "script an answer for every request";
        error = error.with_cause("the script of the fake API has ended").with_remedy(remedy);
    }
    error.answered(status, headers, body)
}

fn kind(status: StatusCode, headers: &HeaderMap, body: &str, said: &ErrorBody) -> ErrorKind {
    if status.is_success() && !glance::is_error(body.as_bytes()) {
        return ErrorKind::Decode;
    }
    mapping::kind(&Evidence {
        status: if status.is_success() { status_in(said) } else { Some(status) },
        headers,
        body: said,
    })
}

fn amazon_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AMAZON_TYPE)?.to_str().ok()?;
    let name = value.split(':').next()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// How the body is compressed, which nobody has undone.
pub(crate) fn encoding(headers: &HeaderMap) -> Option<&str> {
    let encoding = headers.get(CONTENT_ENCODING)?.to_str().ok()?.trim();
    (!encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity")).then_some(encoding)
}

/// The status that an error inside a success gives as its `code`.
fn status_in(said: &ErrorBody) -> Option<StatusCode> {
    let status: StatusCode = said.code.as_deref()?.parse().ok()?;
    (status.is_client_error() || status.is_server_error()).then_some(status)
}

fn default_message(status: StatusCode, kind: ErrorKind) -> String {
    match (status.is_success(), status.canonical_reason()) {
        (true, _) if kind != ErrorKind::Decode => "the answer says that it failed".to_owned(),
        (_, Some(reason)) => format!("{} {}", status.as_str(), reason.to_ascii_lowercase()),
        (_, None) => status.as_str().to_owned(),
    }
}

pub(crate) fn request_id(headers: &HeaderMap) -> Option<Arc<str>> {
    Some(request_id_of(headers)?.to_str().ok()?.trim().into())
}

/// The header with the id of the request.
pub(crate) fn request_id_of(headers: &HeaderMap) -> Option<&HeaderValue> {
    let mut named = REQUEST_ID.iter().filter_map(|name| headers.get(name));
    named.find(|id| id.to_str().is_ok_and(|id| !id.trim().is_empty()))
}

/// `x-should-retry`, in the exact spelling that the official clients accept.
fn should_retry(headers: &HeaderMap) -> Option<bool> {
    match headers.get(SHOULD_RETRY)?.as_bytes() {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

//! Sets `"stream": true` in the body of a request.

use http::header;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::error::Error;
use crate::kind::ErrorKind;

/// Adds `"stream": true` to the body, if it is a JSON object without a `stream`.
///
/// # Errors
///
/// If the body has another `stream`, or is a list, which has no place for it.
pub(super) fn ask_for_events(request: &mut reqwest::Request) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Glance {
        #[serde(default, deserialize_with = "even_null")]
        stream: Option<Value>,
    }
    let Some(body) = request.body().and_then(reqwest::Body::as_bytes) else { return Ok(()) };
    if body.trim_ascii_start().starts_with(b"[")
        && serde_json::from_slice::<IgnoredAny>(body).is_ok()
    {
        let message = "the body is a list, and the function returns a stream";
        let error = Error::new(ErrorKind::InvalidRequest, message);
        return Err(error.with_remedy("send an object, which `stream` is added to"));
    }
    let Some(members) = body.trim_ascii_start().strip_prefix(b"{") else { return Ok(()) };
    let Ok(glance) = serde_json::from_slice::<Glance>(body) else { return Ok(()) };
    match glance.stream {
        Some(Value::Bool(true)) => return Ok(()),
        Some(_) => {
            let message = "the body's `stream` is not `true`, and the function returns a stream";
            let error = Error::new(ErrorKind::InvalidRequest, message);
            return Err(error.with_remedy("leave it out: it is added where it is missing"));
        }
        None => {}
    }
    let comma: &[u8] = if members.trim_ascii_start().starts_with(b"}") { b"" } else { b"," };
    let body = [b"{\"stream\":true", comma, members].concat();
    request.headers_mut().remove(header::CONTENT_LENGTH);
    *request.body_mut() = Some(body.into());
    Ok(())
}

/// Keeps `null` apart from a missing member.
fn even_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

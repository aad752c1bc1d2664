//! The key, should a server echo it: out of the headers, the body and every text of an error.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use crate::error::Error;

/// Stands where the key stood.
const REPLACEMENT: &str = "[api key]";

/// The headers without the key.
pub(crate) fn out_of_headers(secret: &str, headers: &mut HeaderMap) {
    for value in headers.values_mut() {
        let text = String::from_utf8_lossy(value.as_bytes());
        if text.contains(secret) {
            let clean = HeaderValue::from_str(&text.replace(secret, REPLACEMENT));
            *value = clean.unwrap_or(HeaderValue::from_static(REPLACEMENT));
        }
    }
}

/// The body without the key; where it was cut, without the beginning of one at its end.
pub(crate) fn out_of_body(secret: &str, body: Bytes, is_whole: bool) -> Bytes {
    let text = String::from_utf8_lossy(&body);
    let beginning = |length: &usize| text.ends_with(&secret[..*length]);
    let cut = (1..secret.len()).rev().find(beginning).filter(|_| !is_whole);
    if cut.is_none() && !text.contains(secret) {
        return body;
    }
    let whole = &text[..text.len() - cut.unwrap_or(0)];
    Bytes::from(whole.replace(secret, REPLACEMENT))
}

/// The error without the key. A server may have spelled it with escapes, which decoding undid.
pub(crate) fn out_of_error(secret: &str, mut error: Error) -> Error {
    let inner = error.inner_mut();
    let texts = [&mut inner.code, &mut inner.error_type, &mut inner.param, &mut inner.request_id];
    for text in texts.into_iter().flatten().chain([&mut inner.message]) {
        if text.contains(secret) {
            *text = text.replace(secret, REPLACEMENT);
        }
    }
    error
}

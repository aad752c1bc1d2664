//! [`Secret`]: a key or token, and how it is removed from what a server echoes.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// What the key is replaced by.
const REPLACEMENT: &str = "[api key]";

/// The length from which a key is looked for. A shorter one is a word such as `none`, which a
/// message may contain anyway.
const SHORTEST: usize = 8;

/// A key or token. Clones share it, and `Debug` does not show it.
#[derive(Clone, Debug)]
pub(crate) struct Secret(Arc<SecretString>);

/// Returns a token for each attempt.
pub(crate) type TokenProvider =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send>> + Send + Sync>;

impl Secret {
    pub(crate) fn new(secret: SecretString) -> Self {
        Self(Arc::new(secret))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub(crate) fn len(&self) -> usize {
        self.expose().len()
    }

    /// The text to look for in an echo; `None` if it is too short.
    fn sought(&self) -> Option<&str> {
        Some(self.expose()).filter(|key| key.len() >= SHORTEST)
    }

    /// Removes the key from headers.
    pub(crate) fn out_of_headers(&self, headers: &mut HeaderMap) {
        let Some(secret) = self.sought() else { return };
        for value in headers.values_mut() {
            let text = String::from_utf8_lossy(value.as_bytes());
            if text.contains(secret) {
                let clean = HeaderValue::from_str(&text.replace(secret, REPLACEMENT));
                *value = clean.unwrap_or(HeaderValue::from_static(REPLACEMENT));
            }
        }
    }

    /// Removes the key from a body; if the body was cut, also a first part of the key at its end.
    pub(crate) fn out_of_body(&self, body: Bytes, is_whole: bool) -> Bytes {
        let Some(secret) = self.sought() else { return body };
        let text = String::from_utf8_lossy(&body);
        let ends_in = |length: &usize| text.ends_with(&secret[..*length]);
        let cut = (1..secret.len()).rev().find(ends_in).filter(|_| !is_whole);
        if cut.is_none() && !text.contains(secret) {
            return body;
        }
        let whole = &text[..text.len() - cut.unwrap_or(0)];
        Bytes::from(whole.replace(secret, REPLACEMENT))
    }

    /// Removes the key from an error. In the body it may have been escaped, and decoding undid
    /// that.
    pub(crate) fn out_of_error(&self, mut error: Error) -> Error {
        let Some(secret) = self.sought() else { return error };
        error.redact(|text| {
            if text.contains(secret) {
                *text = text.replace(secret, REPLACEMENT);
            }
        });
        error
    }
}

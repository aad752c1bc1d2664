//! [`Secret`]: a key or token, and how it is taken out of what a server echoes.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// Stands where the key stood.
const REPLACEMENT: &str = "[api key]";

/// A shorter key is a word such as `none`, which a message may hold for another reason.
const SHORTEST: usize = 8;

/// A key or token. The clones share it, and `Debug` does not show it.
#[derive(Clone, Debug)]
pub(crate) struct Secret(Arc<SecretString>);

/// Makes a token for each attempt.
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

    /// What an echo is looked for by; `None` where it could not be told from a word.
    fn sought(&self) -> Option<&str> {
        Some(self.expose()).filter(|key| key.len() >= SHORTEST)
    }

    /// The headers without it.
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

    /// The body without it; where it was cut, without the beginning of one at its end.
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

    /// The error without it. A server may have spelled it with escapes, which decoding undid.
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

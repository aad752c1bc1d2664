//! [`Secret`]: a key or token, which nothing shows.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// A key or token. Clones share it, and `Debug` does not show it.
#[derive(Clone, Debug)]
pub(crate) struct Secret(Arc<SecretString>);

/// A token that is being made.
pub(crate) type Token = Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send>>;

/// Returns a token for each attempt.
pub(crate) type TokenProvider = Arc<dyn Fn() -> Token + Send + Sync>;

impl Secret {
    pub(crate) fn new(secret: SecretString) -> Self {
        Self(Arc::new(secret))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

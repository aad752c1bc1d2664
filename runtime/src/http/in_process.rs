//! [`InProcess`]: what answers requests in the place of a network, so that a test runs in virtual time.

use std::pin::Pin;

use crate::error::Error;

/// A response, or why there is none.
pub(crate) type Answering<'a> =
    Pin<Box<dyn Future<Output = Result<reqwest::Response, Error>> + Send + 'a>>;

pub(crate) trait InProcess: Send + Sync {
    /// Answers a request. If the future is dropped, the client has hung up.
    fn answer(&self, request: reqwest::Request) -> Answering<'_>;
}

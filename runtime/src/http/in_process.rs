//! [`InProcess`]: what answers requests in the place of a network, so that a test runs in virtual time.

use std::pin::Pin;
use std::sync::Arc;

use crate::error::Error;

/// A response, or why there is none.
pub(crate) type Answering =
    Pin<Box<dyn Future<Output = Result<reqwest::Response, Error>> + Send + 'static>>;

pub(crate) trait InProcess: Send + Sync {
    /// Answers a request. If the future is dropped, the client has hung up.
    fn answer(self: Arc<Self>, request: reqwest::Request) -> Answering;
}

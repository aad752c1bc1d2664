//! [`Body`]: a return type for what is no JSON, such as files and speech.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;

use super::head::{Head, head_getters};
use super::meta::{Meta, getters};
use super::response::{FromResponse, Response};
use crate::error::Error;

/// The whole body of a success as bytes, with what is known about the call. It dereferences to the
/// bytes.
///
/// The policy covers the reading of the body, which may have as many bytes as
/// [`body_limit`](crate::ClientBuilder::body_limit) allows. If its `content-type` is JSON, an error in it
/// is an error, as everywhere; of any other type, it may well be a file about one. Bytes that are still
/// compressed, which nobody asked for, are a [`Decode`](crate::ErrorKind::Decode).
///
/// ```
/// # use openai_call::{Body, Client, Error, openai_call, testing::FakeApi};
/// # use serde_json::json;
/// #[openai_call]
/// async fn speech(client: &Client, text: &str) -> Result<Body, Error> {
///     client.post("audio/speech").json(&json!({ "model": "tts-1", "input": text }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await.status(200).body("hm");
/// let sound = speech(&api.client(), "hm").await?;
/// assert_eq!(sound.len(), 2);
/// assert_eq!(sound.into_inner(), "hm");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Body {
    bytes: Bytes,
    head: Head,
    meta: Meta,
}

getters!(Body, |body| &body.head.headers);
head_getters!(Body);

impl Body {
    /// Makes a body of these bytes instead of `error`, for the `recover` of a function that returns
    /// a body.
    pub fn recovered(bytes: impl Into<Bytes>, error: &Error) -> Self {
        Self { bytes: bytes.into(), head: Head::of_error(error), meta: Meta::of_error(error) }
    }

    /// Returns the bytes alone.
    pub fn into_inner(self) -> Bytes {
        self.bytes
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl FromResponse for Body {
    async fn from_response(mut response: Response) -> Result<Self, Error> {
        let meta = response.meta();
        let received = response.incoming.whole().await?;
        response.run.hears(&received);
        if let Some(error) = received.as_bytes_error() {
            return Err(error);
        }
        response.run.uses_unsaid(&received.body);
        let (status, headers, bytes) = received.into_parts();
        Ok(Self { bytes, head: Head { status: Some(status), headers }, meta })
    }
}

/// Without the bytes.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("len", &self.bytes.len())
            .field("meta", &self.meta)
            .finish_non_exhaustive()
    }
}

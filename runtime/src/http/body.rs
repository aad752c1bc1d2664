//! Reads the body of a success, which is bounded: a server may send without end.

use bytes::{Bytes, BytesMut};
use reqwest::Response;

use crate::classify::Classify;
use crate::error::Error;
use crate::kind::ErrorKind;

/// The most bytes that a body may have, unless the client has another limit: 64 MiB.
pub(super) const LIMIT: usize = 64 * 1024 * 1024;

/// Reads the whole body.
///
/// # Errors
///
/// If the server hangs up before the end, or sends more than `limit` bytes.
pub(super) async fn read(response: &mut Response, limit: usize) -> Result<Bytes, Error> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_long(limit));
    }
    let first = next(response).await?.unwrap_or_default();
    let Some(second) = next(response).await? else { return within(first, limit) };
    let mut body = BytesMut::with_capacity(announced.unwrap_or(first.len() + second.len()));
    body.extend_from_slice(&first);
    body.extend_from_slice(&second);
    while body.len() <= limit {
        let Some(chunk) = next(response).await? else { break };
        body.extend_from_slice(&chunk);
    }
    within(body.freeze(), limit)
}

async fn next(response: &mut Response) -> Result<Option<Bytes>, Error> {
    response.chunk().await.map_err(Classify::classify)
}

fn within(body: Bytes, limit: usize) -> Result<Bytes, Error> {
    if body.len() <= limit { Ok(body) } else { Err(too_long(limit)) }
}

#[cold]
fn too_long(limit: usize) -> Error {
    let message = format!("the body of the answer has more than {limit} bytes");
    Error::new(ErrorKind::Decode, message).with_cause("the answer is too long").with_remedy(
        "raise `body_limit` on the client's builder, or return `Raw` to read it in parts",
    )
}

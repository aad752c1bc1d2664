//! [`JsonBody`]: a body that calls itself a stream of events and is JSON, most often an error.

use bytes::Bytes;
use serde::de::IgnoredAny;

use super::chunks::visible;

/// How much of the body is read, in bytes.
const LARGEST: usize = 1024 * 1024;

#[derive(Default)]
pub(super) struct JsonBody {
    read: Vec<u8>,
    /// How much was there when its end was last looked for.
    searched: usize,
}

impl JsonBody {
    /// Adds a chunk. Returns the first value as soon as it has come whole, because a server may keep
    /// the connection open behind it.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Option<Bytes> {
        self.read.extend_from_slice(chunk);
        if self.read.len() > LARGEST {
            return Some(self.end());
        }
        // Each search begins anew, so there are few.
        if self.read.len() < 2 * self.searched {
            return None;
        }
        self.searched = self.read.len();
        self.value()
    }

    /// The first value; all that has come, if it is not whole.
    pub(super) fn end(&mut self) -> Bytes {
        self.value().unwrap_or_else(|| Bytes::copy_from_slice(visible(&self.read)))
    }

    fn value(&self) -> Option<Bytes> {
        let body = visible(&self.read);
        let mut values = serde_json::Deserializer::from_slice(body).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        Some(Bytes::copy_from_slice(&body[..values.byte_offset()]))
    }
}

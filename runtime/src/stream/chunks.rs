//! [`Chunks`]: the bytes of a stream, and what keeps them from being events.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context as Task, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::json_body::JsonBody;

/// The size of the largest event with all that stands before it, in bytes. Servers send far smaller
/// ones.
const LARGEST: usize = 16 * 1024 * 1024;

/// What is said of a body that is JSON.
pub(super) const JSON: &str = "expected a stream of events, got json";

/// The chunks of a body, and after its clean end a blank line that completes the last event.
pub(super) struct Chunks<B> {
    body: Pin<Box<B>>,
    flow: Arc<Flow>,
    form: Form,
}

/// The state that chunks and events share.
#[derive(Default)]
pub(super) struct Flow {
    /// The number of bytes since the last event.
    pending: AtomicUsize,
    /// Whether the body has ended cleanly.
    ended: AtomicBool,
}

/// What a body is, as its first visible byte shows. No line of an event begins like JSON.
enum Form {
    Unknown,
    Events,
    Json(JsonBody),
}

/// Why there are no more chunks.
#[derive(Debug)]
pub(super) enum Broken {
    Transport(reqwest::Error),
    TooLarge,
    /// The body is JSON, whatever its type says.
    Json(Bytes),
}

impl<B> Chunks<B> {
    pub(super) fn of(body: B, flow: Arc<Flow>) -> Self {
        Self { body: Box::pin(body), flow, form: Form::Unknown }
    }

    fn take(&mut self, chunk: Bytes) -> Option<Result<Bytes, Broken>> {
        if let Form::Unknown = self.form {
            self.form = Form::of(&chunk);
        }
        if let Form::Json(body) = &mut self.form {
            return body.push(&chunk).map(|body| Err(Broken::Json(body)));
        }
        Some(if self.flow.add(chunk.len()) { Ok(chunk) } else { Err(Broken::TooLarge) })
    }

    fn end(&mut self) -> Result<Bytes, Broken> {
        self.flow.ended.store(true, Ordering::Relaxed);
        match &mut self.form {
            Form::Json(body) => Err(Broken::Json(body.end())),
            Form::Unknown | Form::Events => Ok(Bytes::from_static(b"\n\n")),
        }
    }
}

impl Form {
    fn of(chunk: &[u8]) -> Self {
        match visible(chunk).first() {
            None => Self::Unknown,
            Some(b'{' | b'[') => Self::Json(JsonBody::default()),
            Some(_) => Self::Events,
        }
    }
}

/// The bytes without the spaces and the byte order mark before them. The mark may come in pieces.
pub(super) fn visible(bytes: &[u8]) -> &[u8] {
    let is_hidden = |byte: &u8| byte.is_ascii_whitespace() || "\u{feff}".as_bytes().contains(byte);
    let start = bytes.iter().position(|byte| !is_hidden(byte)).unwrap_or(bytes.len());
    &bytes[start..]
}

impl Flow {
    /// Counts the bytes of a chunk. Returns false if there were too many before it. Only one task
    /// reads, so the addition need not be atomic.
    fn add(&self, bytes: usize) -> bool {
        let pending = self.pending.load(Ordering::Relaxed);
        self.pending.store(pending + bytes, Ordering::Relaxed);
        pending <= LARGEST
    }

    /// An event has ended.
    pub(super) fn reset(&self) {
        self.pending.store(0, Ordering::Relaxed);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }
}

impl<B: Stream<Item = reqwest::Result<Bytes>>> Stream for Chunks<B> {
    type Item = Result<Bytes, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        if self.flow.has_ended() {
            return Poll::Ready(None);
        }
        loop {
            let taken = match ready!(self.body.as_mut().poll_next(task)) {
                Some(Ok(chunk)) => self.take(chunk),
                Some(Err(error)) => Some(Err(Broken::Transport(error))),
                None => Some(self.end()),
            };
            if taken.is_some() {
                return Poll::Ready(taken);
            }
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::TooLarge => f.write_str("no event ended within 16 MiB of the stream"),
            Self::Json(_) => f.write_str(JSON),
        }
    }
}

impl std::error::Error for Broken {}

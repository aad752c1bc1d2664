//! Bytes to events, over sse-stream. Two things are added to it: an end behind the last event, which
//! servers forget, and a bound on the size of one event.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use sse_stream::{Sse, SseByteStream};

use crate::classify::Classify;
use crate::error::Error;
use crate::kind::ErrorKind;

/// The largest event, in bytes; what servers send is far below it.
const LARGEST: usize = 16 * 1024 * 1024;

pub(super) struct Events {
    events: SseByteStream<Chunks>,
    /// The bytes that came since the last event.
    pending: Arc<AtomicUsize>,
}

/// The chunks of a body, and behind its clean end the blank line that completes the last event.
struct Chunks {
    body: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    pending: Arc<AtomicUsize>,
    ended: bool,
}

/// Why there are no more chunks.
#[derive(Debug)]
enum Broken {
    Transport(reqwest::Error),
    TooLarge,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::TooLarge => f.write_str("an event of the stream is larger than 16 MiB"),
        }
    }
}

impl std::error::Error for Broken {}

impl Events {
    pub(super) fn of(response: reqwest::Response) -> Self {
        let pending = Arc::new(AtomicUsize::new(0));
        let body = Box::pin(response.bytes_stream());
        let chunks = Chunks { body, pending: Arc::clone(&pending), ended: false };
        Self { events: SseByteStream::new(chunks), pending }
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Sse, Error>>> {
        let event = ready!(Pin::new(&mut self.events).poll_next(cx));
        self.pending.store(0, Ordering::Relaxed);
        Poll::Ready(event.map(|event| event.map_err(error)))
    }
}

impl Stream for Chunks {
    type Item = Result<Bytes, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        Poll::Ready(Some(match ready!(self.body.as_mut().poll_next(cx)) {
            Some(Ok(chunk)) => {
                let before = self.pending.fetch_add(chunk.len(), Ordering::Relaxed);
                if before > LARGEST { Err(Broken::TooLarge) } else { Ok(chunk) }
            }
            Some(Err(error)) => Err(Broken::Transport(error)),
            None => {
                self.ended = true;
                Ok(Bytes::from_static(b"\n\n"))
            }
        }))
    }
}

fn error(error: sse_stream::Error) -> Error {
    let sse_stream::Error::Body(body) = error else {
        return Error::new(ErrorKind::Decode, "the stream is no text");
    };
    match body.downcast::<Broken>().map(|broken| *broken) {
        Ok(Broken::Transport(error)) => interrupted(error),
        Ok(broken @ Broken::TooLarge) => Error::new(ErrorKind::Decode, broken.to_string()),
        Err(other) => Error::new(ErrorKind::StreamInterrupted, other.to_string()),
    }
}

fn interrupted(error: reqwest::Error) -> Error {
    let mut error = error.classify();
    error.inner_mut().kind = ErrorKind::StreamInterrupted;
    error
}

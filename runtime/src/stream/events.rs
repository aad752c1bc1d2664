//! [`Events`]: bytes to events, over sse-stream. Two things are added to it: an end after the last
//! event, which servers forget, and a bound on the size of one event.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context as Task, Poll, ready};

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
    flow: Arc<Flow>,
}

/// The chunks of a body, and after its clean end the blank line that completes the last event.
struct Chunks {
    body: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    flow: Arc<Flow>,
}

/// What the chunks and the events know of each other.
#[derive(Default)]
struct Flow {
    /// The bytes that came since the last event.
    pending: AtomicUsize,
    /// Whether the body has come to its clean end.
    ended: AtomicBool,
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
            Self::TooLarge => f.write_str("no event ended within 16 MiB of the stream"),
        }
    }
}

impl std::error::Error for Broken {}

impl Events {
    pub(super) fn of(response: reqwest::Response) -> Self {
        let flow = Arc::new(Flow::default());
        let body = Box::pin(response.bytes_stream());
        let chunks = Chunks { body, flow: Arc::clone(&flow) };
        Self { events: SseByteStream::new(chunks), flow }
    }

    pub(super) fn poll(
        &mut self,
        task: &mut Task<'_>,
    ) -> Poll<Option<Result<Sse, sse_stream::Error>>> {
        let event = ready!(Pin::new(&mut self.events).poll_next(task));
        self.flow.pending.store(0, Ordering::Relaxed);
        Poll::Ready(event)
    }

    /// Whether the last event was ended by the body and not by a blank line of its own.
    pub(super) fn is_ended_by_body(&self) -> bool {
        self.flow.ended.load(Ordering::Relaxed)
    }
}

impl Stream for Chunks {
    type Item = Result<Bytes, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        if self.flow.ended.load(Ordering::Relaxed) {
            return Poll::Ready(None);
        }
        Poll::Ready(Some(match ready!(self.body.as_mut().poll_next(task)) {
            Some(Ok(chunk)) => {
                // One task reads, so that there is no need to add at once.
                let pending = self.flow.pending.load(Ordering::Relaxed);
                self.flow.pending.store(pending + chunk.len(), Ordering::Relaxed);
                if pending > LARGEST { Err(Broken::TooLarge) } else { Ok(chunk) }
            }
            Some(Err(error)) => Err(Broken::Transport(error)),
            None => {
                self.flow.ended.store(true, Ordering::Relaxed);
                Ok(Bytes::from_static(b"\n\n"))
            }
        }))
    }
}

/// Why there are no more events.
#[cold]
pub(super) fn broken(error: sse_stream::Error) -> Error {
    let body = match error {
        sse_stream::Error::Body(body) => body,
        other => return Error::new(ErrorKind::Decode, format!("the stream is no text: {other}")),
    };
    match body.downcast::<Broken>().map(|broken| *broken) {
        Ok(Broken::Transport(error)) => error.classify().interrupted(),
        Ok(broken @ Broken::TooLarge) => Error::new(ErrorKind::Decode, broken.to_string()),
        Err(other) => Error::new(ErrorKind::StreamInterrupted, other.to_string()),
    }
}

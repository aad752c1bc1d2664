//! [`Events`]: turns bytes into events with sse-stream. Two things are added: the blank line after
//! the last event, which servers may leave out, and a limit for the size of an event.

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

/// The size of the largest event, in bytes. Servers send far smaller ones.
const LARGEST: usize = 16 * 1024 * 1024;

pub(super) struct Events {
    events: SseByteStream<Chunks>,
    flow: Arc<Flow>,
}

/// The chunks of a body, and after its clean end a blank line that completes the last event.
struct Chunks {
    body: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    flow: Arc<Flow>,
}

/// The state that chunks and events share.
#[derive(Default)]
struct Flow {
    /// The number of bytes since the last event.
    pending: AtomicUsize,
    /// Whether the body has ended cleanly.
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

    /// Whether the end of the body completed the last event, and not its own blank line.
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
                // Only one task reads, so the addition need not be atomic.
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

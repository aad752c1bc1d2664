//! [`Events`]: turns bytes into events with sse-stream. Two things are added: the blank line after
//! the last event, which servers may leave out, and a limit for the size of an event.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;
use sse_stream::{Sse, SseByteStream};

use super::chunks::{Broken, Chunks, Flow};
use super::origin::Origin;
use crate::classify::Classify;
use crate::error::Error;
use crate::kind::ErrorKind;

pub(super) struct Events {
    events: Pin<Box<dyn Stream<Item = Result<Sse, sse_stream::Error>> + Send>>,
    flow: Arc<Flow>,
}

impl Events {
    pub(super) fn of(response: reqwest::Response) -> Self {
        let flow = Arc::new(Flow::default());
        let chunks = Chunks::of(response.bytes_stream(), Arc::clone(&flow));
        Self { events: Box::pin(SseByteStream::new(chunks)), flow }
    }

    pub(super) fn poll(
        &mut self,
        task: &mut Task<'_>,
    ) -> Poll<Option<Result<Sse, sse_stream::Error>>> {
        let event = ready!(self.events.as_mut().poll_next(task));
        // What has no data is no event to its reader: comments alone may go on forever.
        if matches!(&event, Some(Ok(event)) if event.data.is_some()) {
            self.flow.reset();
        }
        Poll::Ready(event)
    }

    /// Whether the end of the body completed the last event, and not its own blank line.
    pub(super) fn is_ended_by_body(&self) -> bool {
        self.flow.has_ended()
    }
}

/// Why there are no more events.
#[cold]
pub(super) fn broken(error: sse_stream::Error, origin: &mut Origin) -> Error {
    let body = match error {
        sse_stream::Error::Body(body) => body,
        other => {
            let message = format!("the stream is no text: {other}");
            return origin.complete(Error::new(ErrorKind::Decode, message));
        }
    };
    let error = match body.downcast::<Broken>().map(|broken| *broken) {
        Ok(Broken::Json(body)) => return origin.json(body),
        Ok(Broken::Transport(error)) => error.classify().interrupted(),
        Ok(broken @ Broken::TooLarge) => Error::new(ErrorKind::Decode, broken.to_string()),
        Err(other) => Error::new(ErrorKind::StreamInterrupted, other.to_string()),
    };
    origin.complete(error)
}

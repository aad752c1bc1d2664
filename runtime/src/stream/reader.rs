//! [`Reader`]: reads the events of one response until the last one or the first error.

use std::task::{Context as Task, Poll, ready};

use super::clock::{Clock, late};
use super::events::{Events, broken};
use super::item::WireEvent;
use super::origin::Origin;
use super::seen::Seen;
use crate::call::Run;
use crate::error::Error;
use crate::http::Incoming;
use crate::kind::ErrorKind;
use crate::observe::Heard;

pub(super) struct Reader {
    events: Events,
    /// The last event. It is kept here so that it is moved only once.
    event: WireEvent,
    origin: Origin,
    clock: Clock,
    /// Whether the last event has arrived and only the end of the body is missing.
    closing: bool,
}

impl Reader {
    pub(super) fn new(incoming: Incoming, run: &Run) -> Self {
        let (mut response, keys) = incoming.into_parts();
        let origin = Origin::of(&mut response, keys);
        Self {
            events: Events::of(response),
            event: WireEvent::default(),
            origin,
            clock: Clock::of(run),
            closing: false,
        }
    }

    /// The last event.
    pub(super) fn event(&self) -> &WireEvent {
        &self.event
    }

    /// The error for the last event, if it cannot be decoded.
    #[cold]
    pub(super) fn undecodable<T>(&mut self, error: &serde_json::Error) -> Error {
        self.origin.undecodable(error, &self.event, std::any::type_name::<T>())
    }

    /// What the last event says of the answer, for those who observe the call.
    pub(super) fn heard(&self) -> Heard {
        self.origin.heard(&self.event)
    }

    /// Adds the response to an error that is not about one event.
    #[cold]
    pub(super) fn complete(&self, error: Error) -> Error {
        self.origin.complete(error)
    }

    /// Whether the [`event`](Self::event) is an item to decode; if not, the stream is complete.
    /// Must not be polled after an error.
    pub(super) fn poll(
        &mut self,
        seen: &mut Seen,
        task: &mut Task<'_>,
    ) -> Poll<Result<bool, Error>> {
        loop {
            if self.closing || seen.is_complete() {
                return self.poll_end(task).map(|()| Ok(false));
            }
            if self.clock.is_late() {
                return self.broken(late());
            }
            let event = match self.events.poll(task) {
                Poll::Ready(event) => event,
                Poll::Pending => {
                    let error = ready!(self.clock.poll(task));
                    return self.broken(error);
                }
            };
            match event {
                Some(Ok(event)) => self.event = WireEvent::of(event),
                Some(Err(error)) => return Poll::Ready(Err(broken(error, &mut self.origin))),
                None if seen.end(None) => return Poll::Ready(Ok(false)),
                None => return self.broken(cut_short()),
            }
            match self.judge(seen) {
                Verdict::Item => return Poll::Ready(Ok(true)),
                Verdict::Nothing => {}
                Verdict::Error(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// Decides what the last event is.
    fn judge(&mut self, seen: &mut Seen) -> Verdict {
        let data = self.event.data();
        if (data.is_empty() && !self.event.is_named_error()) || self.event.is_ping() {
            return Verdict::Nothing;
        }
        self.clock.stop();
        if data.len() < 2 * DONE.len() && data.trim() == DONE {
            return self.done(seen);
        }
        if seen.note(&self.event) {
            return Verdict::Error(self.origin.error(&self.event));
        }
        if self.events.is_ended_by_body() && !is_json(data) {
            return Verdict::Error(self.origin.complete(cut_short()));
        }
        Verdict::Item
    }

    /// Decides what `[DONE]` is: some servers send it after an answer that they gave up too.
    fn done(&self, seen: &mut Seen) -> Verdict {
        if seen.end(self.event.name()) {
            return Verdict::Nothing;
        }
        Verdict::Error(self.origin.complete(unfinished()))
    }

    /// Waits a short time for the end of the body, after the last event. Further events are
    /// ignored.
    fn poll_end(&mut self, task: &mut Task<'_>) -> Poll<()> {
        if !self.closing {
            self.closing = true;
            self.clock.close();
        }
        loop {
            if self.clock.poll(task).is_ready() {
                return Poll::Ready(());
            }
            if !matches!(ready!(self.events.poll(task)), Some(Ok(_))) {
                return Poll::Ready(());
            }
        }
    }

    #[cold]
    fn broken(&self, error: Error) -> Poll<Result<bool, Error>> {
        Poll::Ready(Err(self.origin.complete(error)))
    }
}

/// What an event is.
enum Verdict {
    Item,
    Nothing,
    Error(Error),
}

/// The data of the last event of a stream of chat completions, which is not an item.
const DONE: &str = "[DONE]";

/// Whether the data is JSON. If the body ended in the middle of an event, it is not.
fn is_json(data: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(data).is_ok()
}

#[cold]
fn unfinished() -> Error {
    let message = "the stream said `[DONE]` before its answer was finished";
    Error::new(ErrorKind::StreamInterrupted, message)
}

#[cold]
fn cut_short() -> Error {
    Error::new(ErrorKind::StreamInterrupted, "the stream ended before its terminal event")
}

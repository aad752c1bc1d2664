//! [`Reader`]: the events of one response, as far as the last one or the first error.

use std::task::{Context as Task, Poll, ready};

use super::clock::{Clock, late};
use super::events::{Events, broken};
use super::hints::Listener;
use super::item::WireEvent;
use super::origin::Origin;
use super::protocol::{Seen, is_error};
use crate::call::Run;
use crate::error::Error;
use crate::http::Incoming;
use crate::kind::ErrorKind;

pub(super) struct Reader {
    events: Events,
    listener: Listener,
    /// The last one, where it is decoded: an event is not moved more often than it has to be.
    event: WireEvent,
    origin: Origin,
    clock: Clock,
    /// Whether the last event has come, and only the end is missing.
    closing: bool,
}

impl Reader {
    pub(super) fn new(incoming: Incoming, run: &Run) -> Self {
        let (response, secret) = incoming.into_parts();
        let origin = Origin::of(&response, secret);
        Self {
            events: Events::of(response),
            listener: Listener::default(),
            event: WireEvent::default(),
            origin,
            clock: Clock::of(run),
            closing: false,
        }
    }

    /// The event that came last.
    pub(super) fn event(&self) -> &WireEvent {
        &self.event
    }

    /// The error of that event, if it is no item.
    #[cold]
    pub(super) fn undecodable<T>(&mut self, error: &serde_json::Error) -> Error {
        self.origin.undecodable(error, &self.event, std::any::type_name::<T>())
    }

    /// Whether an [`event`](Self::event) has come that is an item; if not, the stream is complete. It
    /// is not to be polled behind an error.
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
                Some(Err(error)) => return self.broken(broken(error)),
                None if seen.may_close() => {
                    seen.complete();
                    return Poll::Ready(Ok(false));
                }
                None => return self.broken(cut_short()),
            }
            match self.look(seen) {
                Look::Item => return Poll::Ready(Ok(true)),
                Look::Nothing => {}
                Look::Error(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// What the event is that has come.
    fn look(&mut self, seen: &mut Seen) -> Look {
        let data = self.event.data();
        if data.is_empty() && !self.event.is_named_error() {
            return Look::Nothing;
        }
        self.clock.stop();
        if data.len() < 2 * DONE.len() && data.trim() == DONE {
            seen.complete();
            return Look::Nothing;
        }
        let hints = self.listener.hints(data);
        if is_error(&self.event, hints) {
            return Look::Error(self.origin.error(&self.event));
        }
        if self.events.is_ended_by_body() && !is_json(data) {
            return Look::Error(self.origin.complete(cut_short()));
        }
        seen.look_at(data, hints);
        Look::Item
    }

    /// Behind the last event: the end, if it comes soon. Whatever else comes is not looked at.
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
enum Look {
    Item,
    Nothing,
    Error(Error),
}

/// The last event of a stream of chat completions, which is no item.
const DONE: &str = "[DONE]";

/// An event that the end of the body has ended may be the half of one.
fn is_json(data: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(data).is_ok()
}

#[cold]
fn cut_short() -> Error {
    Error::new(ErrorKind::StreamInterrupted, "the stream ended before its terminal event")
}

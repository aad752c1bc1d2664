//! What happens to a stream that breaks: it ends with an error, or the answer begins anew.

use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;

use super::begun::{self, Begun, Course};
use super::event_stream::{EventStream, State};
use super::item::StreamItem;
use crate::error::Error;

/// The remedy in the item that announces that a stream begins anew.
const ANEW: &str = "forget what has been read so far: the answer begins anew";

impl<T: StreamItem> EventStream<T> {
    /// Handles a stream that broke: starts it anew if the policy says so, otherwise returns the
    /// error.
    #[cold]
    fn interrupted(&mut self, mut error: Error) -> Option<Error> {
        let State::Reading(course) = std::mem::replace(&mut self.state, State::Ended) else {
            return Some(error);
        };
        let Course { mut run, again, .. } = *course;
        run.interrupted(&mut error);
        match again {
            Some(again) => {
                let cause = run.with_history(error.clone()).with_remedy(ANEW);
                self.state = State::Restarting(Box::pin(begun::restart(run, again, error)), cause);
                None
            }
            None => Some(self.failed(run.give_up(error))),
        }
    }

    /// Ends the stream with the error, whose attempts are now those of the stream.
    fn failed(&mut self, error: Error) -> Error {
        self.meta.attempts = error.attempts().clone();
        error
    }

    /// Goes on with another answer; `cause` is why. Returns the item that announces it.
    #[cold]
    fn restarted(&mut self, mut begun: Begun, cause: Error) -> Option<Result<T::Output, Error>> {
        self.heard = T::Heard::default();
        let first = begun.first::<T>(&mut self.heard);
        (self.seen, self.meta) = (begun.seen, begun.meta);
        self.state = State::Reading(Box::new(begun.course));
        match first {
            Ok(first) => self.next = first,
            Err(error) => return self.interrupted(error).map(Err),
        }
        T::restarted(cause).map(Ok)
    }

    #[cold]
    pub(super) fn poll_broken(
        &mut self,
        error: Error,
        task: &mut Task<'_>,
    ) -> Poll<Option<Result<T::Output, Error>>> {
        match self.interrupted(error) {
            Some(error) => Poll::Ready(Some(Err(error))),
            None => self.poll_restart(task),
        }
    }

    /// Polls while nothing is read: the restart, or the recovered items.
    #[cold]
    pub(super) fn poll_restart(
        &mut self,
        task: &mut Task<'_>,
    ) -> Poll<Option<Result<T::Output, Error>>> {
        loop {
            let (outcome, cause) = match &mut self.state {
                State::Restarting(restart, cause) => {
                    (ready!(restart.as_mut().poll(task)), cause.clone())
                }
                State::Reading(_) => return Pin::new(self).poll_next(task),
                State::Ended => return Poll::Ready(self.recovered.next().map(Ok)),
            };
            self.state = State::Ended;
            let item = match outcome {
                Ok(begun) => self.restarted(begun, cause),
                Err(error) => Some(Err(self.failed(error))),
            };
            if item.is_some() {
                return Poll::Ready(item);
            }
        }
    }
}

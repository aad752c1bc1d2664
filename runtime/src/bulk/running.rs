//! [`Running`]: the calls of a run, as a stream.

use std::collections::VecDeque;
use std::fmt::{self, Display};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde::Serialize;

use super::asking::{Asked, Asking};
use super::counts::Counts;
use super::input::{Input, Next};
use super::journal::Journal;
use super::journalled::Journalled;
use super::line::Line;
use super::outcome::Outcome;
use super::run::{BoxError, Run};
use super::run_error::RunError;
use super::stopper::Stopper;
use crate::error::Error;

/// How many requests are looked at before other tasks get their turn. A run that goes on begins with many
/// that need no call.
const AT_ONCE: usize = 256;

/// The calls of a run, as a stream of what comes of them; made by [`Run::run`].
///
/// Its items are [`Outcome`]s, and at the end, if the run itself has failed, one error that says why. Calls
/// go on only while the stream is polled. Dropping it stops all calls at once: their answers are lost, but
/// those that have already come are still written down.
#[must_use = "it makes no call until it is polled"]
pub struct Running<I, C, F, T, E> {
    input: Input<I>,
    call: C,
    calls: FuturesUnordered<Asking<F>>,
    journal: Journal,
    /// What has ended, and is not on the disk yet.
    unwritten: VecDeque<Outcome<T, E>>,
    /// What is to be handed out.
    ready: VecDeque<Outcome<T, E>>,
    /// What is handed out last.
    error: Option<RunError>,
    is_over: bool,
    most_in_flight: usize,
    call_error: fn(&E) -> Option<&Error>,
    counts: Counts,
}

/// Whether there is a call that has to be polled.
enum Filled {
    /// There is a new one.
    Calls,
    /// There may be, behind requests that need none.
    Later,
    Nothing,
}

impl<I, C, F, T, E> Running<I, C, F, T, E> {
    pub(super) fn new(run: Run<I, C, E>) -> Self {
        let Run { requests, call, settings } = run;
        Self {
            journal: Journal::at(settings.paths()),
            input: Input::new(requests, settings.again),
            call,
            calls: FuturesUnordered::new(),
            unwritten: VecDeque::new(),
            ready: VecDeque::new(),
            error: None,
            is_over: false,
            most_in_flight: settings.in_flight,
            call_error: settings.call_error,
            counts: Counts::default(),
        }
    }

    /// How far the run has come.
    pub fn counts(&self) -> Counts {
        Counts { in_flight: self.calls.len(), ..self.counts }
    }

    /// Makes no further calls. Those in flight come to their ends, if the stream is polled until its own.
    pub fn stop(&self) {
        self.input.stopper.stop();
    }

    /// Returns a handle that stops the run from another task.
    pub fn stopper(&self) -> Stopper {
        self.input.stopper.clone()
    }

    /// Ends the run as soon as everything in `ready` is handed out.
    fn abandon(&mut self, error: RunError) {
        self.input.close();
        self.journal.abandon();
        self.calls.clear();
        self.unwritten.clear();
        self.error = Some(error);
    }

    /// Hands out what has come onto the disk.
    fn take_written(&mut self, task: &mut Context<'_>) {
        loop {
            match self.journal.poll_written(task) {
                Poll::Pending => return,
                Poll::Ready(Ok(lines)) => self.ready.extend(self.unwritten.drain(..lines)),
                Poll::Ready(Err(error)) => return self.abandon(error),
            }
        }
    }

    fn has_room(&self) -> bool {
        self.calls.len() + self.unwritten.len() + self.ready.len() < self.most_in_flight
    }

    fn is_idle(&self) -> bool {
        self.calls.is_empty() && self.unwritten.is_empty()
    }
}

impl<I, R, C, F, T, E> Running<I, C, F, T, E>
where
    I: Iterator<Item = Result<R, BoxError>>,
    R: Serialize,
    C: FnMut(R) -> F,
    F: Future<Output = Result<T, E>>,
    T: Journalled,
    E: Display,
{
    /// Returns what comes of the next call that ends; `None` after the last one.
    ///
    /// The future can be dropped without losing an outcome.
    #[expect(clippy::should_implement_trait, reason = "`StreamExt` has it by this name")]
    pub fn next(&mut self) -> impl Future<Output = Option<<Self as Stream>::Item>> {
        poll_fn(|task| Pin::new(&mut *self).poll_next(task))
    }

    fn poll_outcome(&mut self, task: &mut Context<'_>) -> Poll<Option<Outcome<T, E>>> {
        if let Err(error) = ready!(self.journal.poll_open(task)) {
            self.abandon(error);
        }
        loop {
            self.take_ended(task);
            self.take_written(task);
            if let Some(outcome) = self.ready.pop_front() {
                return Poll::Ready(Some(outcome));
            }
            match self.fill() {
                Filled::Calls => {}
                Filled::Later => {
                    task.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Filled::Nothing if self.is_idle() => return self.poll_end(task),
                Filled::Nothing => return Poll::Pending,
            }
        }
    }

    fn poll_end(&mut self, task: &mut Context<'_>) -> Poll<Option<Outcome<T, E>>> {
        if let Err(error) = ready!(self.journal.poll_close(task)) {
            self.error.get_or_insert(error);
        }
        self.is_over = true;
        Poll::Ready(None)
    }

    /// Polls the calls, and has written what has ended.
    fn take_ended(&mut self, task: &mut Context<'_>) {
        while let Poll::Ready(Some((asked, result))) = self.calls.poll_next_unpin(task) {
            let Asked { index, identity } = asked;
            self.journal.known.ended(&identity, result.is_ok());
            let outcome = Outcome { index, identity, result, call_error: self.call_error };
            if !self.journal.is_open() {
                self.ready.push_back(outcome);
                continue;
            }
            match Line::of(&outcome) {
                Ok(line) => {
                    self.journal.write(line);
                    self.unwritten.push_back(outcome);
                }
                Err(error) => self.end_with(error),
            }
        }
    }

    /// Makes calls as long as there is room.
    fn fill(&mut self) -> Filled {
        let before = self.calls.len();
        for _ in 0..AT_ONCE {
            if !self.has_room() {
                break;
            }
            match self.input.next(&mut self.journal.known) {
                Ok(Next::Call(asked, request)) => {
                    self.calls.push(Asking::new(asked, (self.call)(request)));
                }
                Ok(Next::Skipped) => self.counts.skipped += 1,
                Ok(Next::LeftFailed) => self.counts.left_failed += 1,
                Ok(Next::End) if self.calls.len() > before => return Filled::Calls,
                Ok(Next::End) => return Filled::Nothing,
                Err(error) => self.end_with(error),
            }
        }
        match self.calls.len() > before {
            true => Filled::Calls,
            false if self.has_room() => Filled::Later,
            false => Filled::Nothing,
        }
    }

    /// Makes no further calls, and ends with this error once those in flight have ended.
    fn end_with(&mut self, error: RunError) {
        self.input.close();
        self.error.get_or_insert(error);
    }
}

impl<I, R, C, F, T, E> Stream for Running<I, C, F, T, E>
where
    I: Iterator<Item = Result<R, BoxError>>,
    R: Serialize,
    C: FnMut(R) -> F,
    F: Future<Output = Result<T, E>>,
    T: Journalled,
    E: Display,
{
    type Item = Result<Outcome<T, E>, RunError>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let run = self.get_mut();
        if run.is_over {
            return Poll::Ready(run.error.take().map(Err));
        }
        match ready!(run.poll_outcome(task)) {
            Some(outcome) => {
                run.counts.add(&outcome);
                Poll::Ready(Some(Ok(outcome)))
            }
            None => Poll::Ready(run.error.take().map(Err)),
        }
    }
}

/// The futures are boxed, and nothing else is pinned.
impl<I, C, F, T, E> Unpin for Running<I, C, F, T, E> {}

impl<I, C, F, T, E> fmt::Debug for Running<I, C, F, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

//! [`Input`]: the requests of a run that are still to come.

use serde::Serialize;

use super::asking::Asked;
use super::known::{Known, Need};
use super::run::BoxError;
use super::run_error::RunError;
use super::stopper::Stopper;
use crate::kind::ErrorKind;

pub(super) struct Input<I> {
    /// `None` behind the last request.
    requests: Option<I>,
    index: usize,
    again: Box<dyn Fn(ErrorKind) -> bool + Send + Sync>,
    pub(super) stopper: Stopper,
}

/// What the next request needs.
pub(super) enum Next<R> {
    Call(Asked, R),
    Skipped,
    LeftFailed,
    End,
}

impl<I> Input<I> {
    pub(super) fn new(requests: I, again: Box<dyn Fn(ErrorKind) -> bool + Send + Sync>) -> Self {
        Self { requests: Some(requests), index: 0, again, stopper: Stopper::default() }
    }

    /// Lets go of all requests that are left.
    pub(super) fn close(&mut self) {
        self.requests = None;
    }
}

impl<I, R> Input<I>
where
    I: Iterator<Item = Result<R, BoxError>>,
    R: Serialize,
{
    pub(super) fn next(&mut self, known: &mut Known) -> Result<Next<R>, RunError> {
        if self.stopper.is_stopped() {
            self.close();
        }
        let Some(request) = self.requests.as_mut().and_then(Iterator::next) else {
            self.close();
            return Ok(Next::End);
        };
        let index = self.index;
        self.index += 1;
        let request = request.map_err(|source| RunError::Input { index, source })?;
        let (identity, need) = known.admit(index, &request, &self.again)?;
        Ok(match need {
            Need::Send => Next::Call(Asked { index, identity }, request),
            Need::LeaveFailed => Next::LeftFailed,
            Need::Nothing | Need::Changed => Next::Skipped,
        })
    }
}

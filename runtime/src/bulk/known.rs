//! [`Known`]: the requests that a run need not make, or not again.

use std::collections::HashMap;

use serde::Serialize;

use super::identity::{Half, Identity};
use super::line::Entry;
use super::run_error::RunError;
use crate::kind::ErrorKind;

/// By the hash of their ids.
#[derive(Debug, Default)]
pub(super) struct Known(HashMap<Half, (Half, Standing)>);

/// How a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Answered,
    /// In this run; its outcome is not known yet.
    InFlight,
    /// In this run.
    Failed,
    /// In an earlier run.
    FailedBefore(Option<ErrorKind>),
}

/// What is to be done about a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Need {
    Send,
    /// It has its answer, or is the same as one before it.
    Nothing,
    /// It has failed with an error that is not run again.
    LeaveFailed,
    /// Its id is that of another request, which was answered or is in flight.
    Changed,
}

impl Known {
    pub(super) fn answered(&mut self, entry: &Entry) {
        self.0.insert(entry.id, (entry.key, Standing::Answered));
    }

    /// Adds an error of an earlier run. An answer is worth more.
    pub(super) fn failed_before(&mut self, entry: &Entry) {
        if !self.is_answered(entry.id) {
            self.0.insert(entry.id, (entry.key, Standing::FailedBefore(entry.kind)));
        }
    }

    pub(super) fn is_answered(&self, id: Half) -> bool {
        matches!(self.0.get(&id), Some((_, Standing::Answered)))
    }

    /// What is to be done about a request, by its place in the input.
    pub(super) fn admit(
        &mut self,
        index: usize,
        request: &impl Serialize,
        again: impl Fn(ErrorKind) -> bool,
    ) -> Result<(Identity, Need), RunError> {
        let identity = Identity::of(request);
        let identity = identity.map_err(|reason| RunError::Request { index, reason })?;
        match self.need(&identity, again) {
            Need::Changed => Err(RunError::Changed { index, custom_id: identity.custom_id }),
            need => Ok((identity, need)),
        }
    }

    /// The same, which takes a request for in flight if it is to be sent.
    fn need(&mut self, identity: &Identity, again: impl Fn(ErrorKind) -> bool) -> Need {
        let (id, key) = identity.halves();
        let need = match self.0.get(&id) {
            None => Need::Send,
            // What has failed may have been mended.
            Some((other, Standing::Failed | Standing::FailedBefore(_))) if *other != key => {
                Need::Send
            }
            Some((other, _)) if *other != key => Need::Changed,
            // An error that is none of a call says nothing about the next time.
            Some((_, Standing::FailedBefore(kind))) if kind.is_none_or(again) => Need::Send,
            Some((_, Standing::FailedBefore(_))) => Need::LeaveFailed,
            Some(_) => Need::Nothing,
        };
        if need == Need::Send {
            self.0.insert(id, (key, Standing::InFlight));
        }
        need
    }

    pub(super) fn ended(&mut self, identity: &Identity, is_answered: bool) {
        let (id, key) = identity.halves();
        let standing = if is_answered { Standing::Answered } else { Standing::Failed };
        self.0.insert(id, (key, standing));
    }
}

//! [`Outcome`]: what came of one request.

use super::identity::Identity;
use super::journalled::Journalled;
use crate::error::{Attempts, Error};
use crate::kind::ErrorKind;
use crate::usage::Usage;

/// What came of one request of a run.
#[derive(Debug)]
pub struct Outcome<T, E> {
    pub(super) index: usize,
    pub(super) identity: Identity,
    pub(super) result: Result<T, E>,
    pub(super) call_error: fn(&E) -> Option<&Error>,
}

impl<T, E> Outcome<T, E> {
    /// The place of the request in the input, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The `custom_id` of the request, or its [`key`](Self::key) if it has none.
    pub fn custom_id(&self) -> &str {
        &self.identity.custom_id
    }

    /// The SHA-256 of the request, in hexadecimal.
    pub fn key(&self) -> &str {
        &self.identity.key
    }

    /// What the function has returned.
    ///
    /// # Errors
    ///
    /// That of the function.
    pub fn result(&self) -> Result<&T, &E> {
        self.result.as_ref()
    }

    /// The same, to keep.
    ///
    /// # Errors
    ///
    /// That of the function.
    pub fn into_result(self) -> Result<T, E> {
        self.result
    }

    /// The error of the call, inside of that of the function; `None` for an answer, and for an error that
    /// is none of a call.
    pub fn call_error(&self) -> Option<&Error> {
        self.result.as_ref().err().and_then(self.call_error)
    }

    /// What went wrong with the call.
    pub fn kind(&self) -> Option<ErrorKind> {
        self.call_error().map(Error::kind)
    }
}

impl<T: Journalled, E> Outcome<T, E> {
    /// All attempts of the call, as far as what the function returns knows of them: [`Text`](crate::Text),
    /// [`Reply`](crate::Reply) and their like do, and errors.
    pub fn attempts(&self) -> Option<&Attempts> {
        match &self.result {
            Ok(answer) => answer.attempts(),
            Err(_) => self.call_error().map(Error::attempts),
        }
    }

    /// The tokens of all attempts of the call, if the service has counted any.
    pub fn usage(&self) -> Option<Usage> {
        match &self.result {
            Ok(answer) => answer.usage(),
            Err(_) => self.attempts().and_then(Attempts::usage),
        }
    }
}

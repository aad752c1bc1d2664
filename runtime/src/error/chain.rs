//! The causes of an error, and behind the last of them the error that it is a fallback of.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::Error;

/// An error that an [`Error`] was made from.
pub(super) type Cause = Arc<dyn StdError + Send + Sync>;

/// A cause that does not end its chain: `next` comes behind it.
#[derive(Debug)]
struct Link {
    /// The first cause of the chain.
    first: Cause,
    /// How many causes stand before this one.
    position: usize,
    next: Cause,
}

/// The causes of `first`, and then `outer`.
pub(super) fn followed_by(first: &Cause, outer: &Error) -> Cause {
    let links = causes(&**first).count();
    (0..links).rev().fold(Arc::new(outer.clone()) as Cause, |next, position| {
        Arc::new(Link { first: Arc::clone(first), position, next })
    })
}

fn causes<'a>(
    first: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(first), |cause| StdError::source(*cause))
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match causes(&*self.first).nth(self.position) {
            Some(cause) => fmt::Display::fmt(cause, f),
            None => Ok(()),
        }
    }
}

impl StdError for Link {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.next)
    }
}

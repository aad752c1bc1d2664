//! [`Policy`]: the checked model. What cannot be declared cannot be represented here.

use std::time::Duration;

use proc_macro2::Span;
use syn::Path;

use crate::kinds::{KINDS, Kind};

/// What a function's attribute came to, with every default filled in.
pub(crate) struct Policy {
    /// Where `openai_call` is found from the annotated function.
    pub(crate) runtime: Path,
    /// What rustc calls "this loop" when an argument is moved in the first attempt.
    pub(crate) loop_span: Span,
    /// Tries in all, the first included.
    pub(crate) attempts: u32,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    /// Kinds with the same steps share a ladder; kinds without one end the call at once.
    pub(crate) ladders: Vec<Ladder>,
}

/// The steps that try again, in their order; when they are used up the call fails.
pub(crate) struct Ladder {
    pub(crate) kinds: Vec<&'static Kind>,
    pub(crate) repeats: Vec<Repeat>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Repeat {
    Retry { attempts: u32, backoff: Backoff },
    Wait { attempts: u32, up_to: Duration, backoff: Backoff },
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Backoff {
    pub(crate) first: Duration,
    pub(crate) cap: Duration,
}

impl Policy {
    /// Whether the body can run a second time.
    pub(crate) fn repeats(&self) -> bool {
        self.ladders.iter().any(|ladder| !ladder.repeats.is_empty())
    }

    /// Whether `ladder` is the last one and takes every transient kind that no other one takes.
    pub(crate) fn is_rest(&self, ladder: &Ladder) -> bool {
        let has_ladder = |kind| self.ladders.iter().any(|ladder| ladder.kinds.contains(&kind));
        self.ladders.last().is_some_and(|last| std::ptr::eq(last, ladder))
            && ladder.kinds.len() > 1
            && ladder.kinds.iter().all(|kind| kind.transient)
            && KINDS.iter().filter(|kind| kind.transient).all(has_ladder)
    }
}

impl Repeat {
    /// Tries that the kind may cost, the first included.
    pub(crate) fn attempts(&self) -> u32 {
        match self {
            Self::Retry { attempts, .. } | Self::Wait { attempts, .. } => *attempts,
        }
    }
}

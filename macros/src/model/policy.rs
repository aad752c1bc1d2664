//! [`Policy`]: the checked model. What cannot be declared cannot be represented here.

use std::time::Duration;

use proc_macro2::Span;
use syn::Path;

use crate::syntax::step::Code;
use crate::words::kinds::{KINDS, Kind};

/// What a function's attribute came to, with every default filled in.
pub(crate) struct Policy {
    /// Where `openai_call` is found from the annotated function.
    pub(crate) runtime: Path,
    /// What rustc calls "this loop" when an argument is moved in the first attempt.
    pub(crate) loop_span: Span,
    /// Tries in all, the first included.
    pub(crate) attempts: u32,
    pub(crate) timeout: Duration,
    /// The timeout where it was not declared.
    pub(crate) idle: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    /// Whether the call is known to end in a stream, which goes on when the function has returned.
    pub(crate) streams: bool,
    /// Kinds with the same steps share a ladder; kinds without one end the call at once.
    pub(crate) ladders: Vec<Ladder>,
    /// What every ladder that is open at its end goes on with, and every kind without a ladder.
    pub(crate) otherwise: Option<Ending>,
}

/// The steps for some kinds: first those that try again, then what ends the call.
pub(crate) struct Ladder {
    pub(crate) kinds: Vec<&'static Kind>,
    pub(crate) repeats: Vec<Repeat>,
    /// `None` where nothing was written: then `otherwise` follows, or the error.
    pub(crate) ending: Option<Ending>,
}

pub(crate) enum Repeat {
    Retry { attempts: u32, backoff: Backoff },
    Wait { attempts: u32, up_to: Duration, backoff: Backoff },
    Restart { attempts: u32, backoff: Backoff },
    Repair { attempts: u32, code: Code },
}

/// Calls that may stand in, each tried when the one before it failed, and what follows the last.
pub(crate) struct Ending {
    pub(crate) fallbacks: Vec<Code>,
    pub(crate) last: Last,
}

pub(crate) enum Last {
    /// The error, and no other way out.
    Fail,
    Recover(Code),
    /// Nothing was written.
    Open,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Backoff {
    pub(crate) first: Duration,
    pub(crate) cap: Duration,
}

impl Policy {
    /// A call that fails with its first error: what is left of a policy with mistakes.
    pub(crate) fn without_steps(self) -> Self {
        Self { ladders: Vec::new(), otherwise: None, ..self }
    }

    /// Whether the body can run a second time.
    pub(crate) fn repeats(&self) -> bool {
        self.ladders.iter().any(|ladder| !ladder.repeats.is_empty())
    }

    /// Whether a stream may begin anew.
    pub(crate) fn restarts(&self) -> bool {
        let mut repeats = self.ladders.iter().flat_map(|ladder| &ladder.repeats);
        repeats.any(|step| matches!(step, Repeat::Restart { .. }))
    }

    /// Whether `ladder` is the last one and takes every transient kind that no other one takes.
    pub(crate) fn is_rest(&self, ladder: &Ladder) -> bool {
        let has_ladder = |kind| self.ladders.iter().any(|ladder| ladder.kinds.contains(&kind));
        self.ladders.last().is_some_and(|last| std::ptr::eq(last, ladder))
            && ladder.kinds.len() > 1
            && ladder.kinds.iter().all(|kind| kind.transient)
            && KINDS.iter().filter(|kind| kind.transient).all(has_ladder)
    }

    /// Whether another call may be made in place of this one.
    pub(crate) fn has_fallback(&self) -> bool {
        let endings = self.ladders.iter().filter_map(|ladder| ladder.ending.as_ref());
        endings.chain(&self.otherwise).any(|ending| !ending.fallbacks.is_empty())
    }
}

impl Ladder {
    /// Whether it only says that the call fails.
    pub(crate) fn is_empty(&self) -> bool {
        let fails = |ending: &Ending| {
            ending.fallbacks.is_empty() && !matches!(ending.last, Last::Recover(_))
        };
        self.repeats.is_empty() && self.ending.as_ref().is_none_or(fails)
    }
}

impl Repeat {
    /// Tries that the kind may cost, the first included.
    pub(crate) fn attempts(&self) -> u32 {
        match self {
            Self::Retry { attempts, .. }
            | Self::Wait { attempts, .. }
            | Self::Restart { attempts, .. }
            | Self::Repair { attempts, .. } => *attempts,
        }
    }
}

impl Ending {
    /// Whether the call may still fail without its author having said so.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.last, Last::Open)
    }
}

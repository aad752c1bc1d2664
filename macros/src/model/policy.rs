//! [`Policy`]: the ladders and limits of a call.

use std::time::Duration;

use crate::model::defaults::Defaults;
use crate::model::ladders::{Ending, Ladder, Repeat, ending, ladders};
use crate::syntax::args::{Args, Needs};
use crate::syntax::code::Code;
use crate::syntax::setting::Setting;
use crate::words::kinds::{Class, INVALID_OUTPUT, KINDS, Kind, RATE_LIMIT, STREAM_INTERRUPTED};

pub(crate) struct Policy {
    /// The most tries of one call, including the first.
    pub(crate) attempts: u32,
    pub(crate) timeout: Duration,
    /// `None` if it was not declared: then the timeout is used.
    pub(crate) idle: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) known: Known,
    pub(crate) needs: Needs,
    /// Whether only what surely has not run is tried again.
    pub(crate) only_unsent: bool,
    /// Whether it waits for its turn behind all others.
    pub(crate) is_low: bool,
    /// Kinds with the same steps share a ladder; kinds without one end the call at once.
    pub(crate) ladders: Vec<Ladder>,
    /// What follows every ladder with an open end, and every kind without a ladder.
    pub(crate) otherwise: Option<Ending>,
}

/// What is known of the call beside what is declared.
#[derive(Default)]
pub(crate) struct Known {
    /// Whether it returns a stream, which goes on after the function has returned.
    pub(crate) streams: bool,
    /// What it makes of what a model said.
    pub(crate) answer: Answer,
    /// Whether its body ends in the result of another client, which may be of any kind.
    pub(crate) foreign: bool,
}

/// What a call makes of what a model said.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Answer {
    #[default]
    Nothing,
    /// A text, which is never ill-formed.
    Text,
    /// A value, or something else that may be ill-formed.
    Value,
}

impl Answer {
    /// Whether a failure of the kind can come of it.
    pub(crate) fn may_be(self, kind: &Kind) -> bool {
        match self {
            Self::Nothing => !kind.is_answer(),
            Self::Text => kind.name != INVALID_OUTPUT,
            Self::Value => true,
        }
    }
}

impl Policy {
    /// The policy that `args` declare; `retried` are the kinds that `retry` names.
    pub(crate) fn of(args: &Args, retried: &[&'static Kind], defaults: &Defaults) -> Self {
        let ladders = ladders(args, retried, defaults);
        let steps = ladders.iter().flat_map(|ladder| &ladder.repeats).map(Repeat::attempts);
        Self {
            attempts: args.attempts.as_ref().map_or(steps.max().unwrap_or(1), Setting::get),
            timeout: defaults.timeout,
            idle: defaults.idle,
            deadline: defaults.deadline,
            known: Known { streams: args.idle.is_some(), ..Known::default() },
            needs: args.needs(),
            only_unsent: args.only_unsent(),
            is_low: args.is_low(),
            ladders,
            otherwise: args.otherwise.as_ref().and_then(|setting| ending(&setting.value.0)),
        }
    }

    /// Whether a failure of the kind is possible, as far as the return type says.
    pub(crate) fn can_come_out(&self, kind: &Kind) -> bool {
        match kind.class {
            // A stream says it at its end, when the function has returned.
            Class::Answer => !self.known.streams && self.known.answer.may_be(kind),
            _ => self.known.streams || kind.name != STREAM_INTERRUPTED,
        }
    }

    /// Whether the body can run a second time.
    pub(crate) fn repeats(&self) -> bool {
        self.ladders.iter().any(|ladder| !ladder.repeats.is_empty())
    }

    /// Whether the call fails with every error.
    pub(crate) fn only_fails(&self) -> bool {
        self.ladders.iter().all(Ladder::is_empty) && self.otherwise.is_none()
    }

    /// Every step that tries again.
    pub(crate) fn all_repeats(&self) -> impl Iterator<Item = &Repeat> {
        self.ladders.iter().flat_map(|ladder| &ladder.repeats)
    }

    /// Whether a stream may begin anew.
    pub(crate) fn restarts(&self) -> bool {
        self.all_repeats().any(|step| matches!(step, Repeat::Restart { .. }))
    }

    /// Whether `ladder` is the last one and has every transient kind that no other ladder has.
    pub(crate) fn is_rest(&self, ladder: &Ladder) -> bool {
        let has_ladder = |kind: &Kind| self.ladder(kind).is_some();
        self.ladders.last().is_some_and(|last| std::ptr::eq(last, ladder))
            && ladder.kinds.len() > 1
            && ladder.kinds.iter().all(|kind| kind.is_transient())
            && KINDS.iter().filter(|kind| kind.is_transient()).all(has_ladder)
    }

    /// The ladder of a kind.
    pub(crate) fn ladder(&self, kind: &Kind) -> Option<&Ladder> {
        self.ladders.iter().find(|ladder| ladder.kinds.contains(&kind))
    }

    /// How long an attempt waits for its turn at most, as in the runtime's `patience`.
    pub(crate) fn patience(&self) -> Duration {
        let ladder = self.ladders.iter().find(|it| it.kinds.iter().any(|it| it.name == RATE_LIMIT));
        let steps = ladder.into_iter().flat_map(|ladder| &ladder.repeats);
        let waits = steps.filter_map(|step| match step {
            Repeat::Wait { up_to, .. } => Some(*up_to),
            _ => None,
        });
        waits.max().unwrap_or_default()
    }

    /// What ends the call: the end of each ladder, and `otherwise`.
    pub(crate) fn endings(&self) -> impl Iterator<Item = &Ending> {
        self.ladders.iter().filter_map(|ladder| ladder.ending.as_ref()).chain(&self.otherwise)
    }

    /// What follows the steps of a ladder that try again, `otherwise` included.
    pub(crate) fn endings_of<'a>(
        &'a self,
        ladder: Option<&'a Ladder>,
    ) -> impl Iterator<Item = &'a Ending> {
        let own = ladder.and_then(|ladder| ladder.ending.as_ref());
        let otherwise = self.otherwise.as_ref().filter(|_| own.is_none_or(Ending::is_open));
        own.into_iter().chain(otherwise)
    }

    /// Whether there is a fallback.
    pub(crate) fn has_fallback(&self) -> bool {
        self.endings().any(|ending| !ending.fallbacks.is_empty())
    }

    /// The code of every step.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &Code> {
        let repairs = self.all_repeats().filter_map(|step| match step {
            Repeat::Repair { code, .. } => Some(code),
            _ => None,
        });
        repairs.chain(self.endings().flat_map(Ending::codes))
    }
}

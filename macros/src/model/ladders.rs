//! [`Ladder`]: the steps of each kind, from its own key, or from its group, or from `retry`.

use std::time::Duration;

use crate::model::defaults::Defaults;
use crate::syntax::args::Args;
use crate::syntax::code::Code;
use crate::syntax::setting::Setting;
use crate::syntax::step::{Step, Steps};
use crate::syntax::value::Backoff;
use crate::words::kinds::{KINDS, Kind, RATE_LIMIT};
use crate::words::steps::StepName;

/// The steps for some kinds: first those that try again, then what ends the call.
pub(crate) struct Ladder {
    pub(crate) kinds: Vec<&'static Kind>,
    pub(crate) repeats: Vec<Repeat>,
    /// `None` if none was written: then `otherwise` follows, or the call fails.
    pub(crate) ending: Option<Ending>,
}

pub(crate) enum Repeat {
    Retry {
        attempts: u32,
        backoff: Backoff,
    },
    Wait {
        attempts: u32,
        up_to: Duration,
        backoff: Backoff,
    },
    Restart {
        attempts: u32,
        backoff: Backoff,
    },
    Reask {
        attempts: u32,
    },
    /// Asks with twice the limit of output tokens, as long as that is not above `up_to`.
    Enlarge {
        attempts: u32,
        up_to: Option<u32>,
    },
    Repair {
        attempts: u32,
        code: Code,
    },
}

/// The fallbacks, each tried when the one before it failed, and what follows the last one.
pub(crate) struct Ending {
    pub(crate) fallbacks: Vec<Code>,
    pub(crate) last: Last,
}

pub(crate) enum Last {
    /// The call fails.
    Fail,
    Recover(Code),
    /// Nothing was written: `otherwise` follows, or the call fails.
    Open,
}

impl Ladder {
    /// How many attempts may fail with one of its kinds, the first among them.
    pub(crate) fn tries(&self) -> u32 {
        self.repeats.iter().map(Repeat::attempts).max().unwrap_or(1)
    }

    /// Whether the ladder only says that the call fails.
    pub(crate) fn is_empty(&self) -> bool {
        let only_fails = self.ending.as_ref().is_none_or(Ending::only_fails);
        self.repeats.is_empty() && only_fails
    }
}

impl Repeat {
    /// The most tries that may fail with the kind, including the first.
    pub(crate) fn attempts(&self) -> u32 {
        match self {
            Self::Retry { attempts, .. }
            | Self::Wait { attempts, .. }
            | Self::Restart { attempts, .. }
            | Self::Reask { attempts }
            | Self::Enlarge { attempts, .. }
            | Self::Repair { attempts, .. } => *attempts,
        }
    }
}

impl Ending {
    /// Whether `otherwise` may follow.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.last, Last::Open)
    }

    /// The code of its steps.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &Code> {
        let recover = match &self.last {
            Last::Recover(code) => Some(code),
            Last::Fail | Last::Open => None,
        };
        self.fallbacks.iter().chain(recover)
    }

    /// Whether there is neither a fallback nor a `recover`.
    pub(crate) fn only_fails(&self) -> bool {
        self.fallbacks.is_empty() && !matches!(self.last, Last::Recover(_))
    }
}

/// Where the steps of a kind come from.
enum Source<'a> {
    Declared(&'a Setting<Steps>),
    /// Without the steps that send the same request: `on_any` does not repeat what was answered.
    Changes(&'a Setting<Steps>),
    /// Without the steps that try again: it has run, and is not to be replayed.
    Ends(&'a Setting<Steps>),
    /// `retry` names it, and it waits as long as the server asks.
    Waits,
    /// `retry` names it.
    Retries,
}

impl PartialEq for Source<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Declared(left), Self::Declared(right))
            | (Self::Changes(left), Self::Changes(right))
            | (Self::Ends(left), Self::Ends(right)) => std::ptr::eq(*left, *right),
            (Self::Waits, Self::Waits) | (Self::Retries, Self::Retries) => true,
            _ => false,
        }
    }
}

fn source<'a>(kind: &Kind, args: &'a Args, retried: &[&Kind]) -> Option<Source<'a>> {
    if args.only_unsent() && kind.always_runs() {
        return args.declared(kind).map(Source::Ends);
    }
    match args.declared(kind) {
        Some(setting) if kind.is_answer() && args.is_for_any(setting) => {
            let resends = setting.value.0.iter().any(|step| step.name.sends_the_same());
            Some(if resends { Source::Changes(setting) } else { Source::Declared(setting) })
        }
        Some(setting) => Some(Source::Declared(setting)),
        None if !retried.contains(&kind) => None,
        None if kind.name == RATE_LIMIT => Some(Source::Waits),
        None => Some(Source::Retries),
    }
}

/// One ladder for each set of kinds with the same steps, ladders with few kinds first. `retried`
/// are the kinds that `retry` names.
pub(crate) fn ladders(args: &Args, retried: &[&'static Kind], defaults: &Defaults) -> Vec<Ladder> {
    let mut sources: Vec<(Source<'_>, Vec<&'static Kind>)> = Vec::new();
    for kind in KINDS {
        let Some(source) = source(kind, args, retried) else { continue };
        match sources.iter_mut().find(|(other, _)| *other == source) {
            Some((_, kinds)) => kinds.push(kind),
            None => sources.push((source, vec![kind])),
        }
    }
    let ladders =
        sources.into_iter().filter_map(|(source, kinds)| ladder(&source, kinds, defaults));
    let mut ladders: Vec<Ladder> = ladders.collect();
    ladders.sort_by_key(|ladder| ladder.kinds.len());
    ladders
}

fn ladder(source: &Source<'_>, kinds: Vec<&'static Kind>, defaults: &Defaults) -> Option<Ladder> {
    let Defaults { attempts, backoff, up_to, .. } = *defaults;
    let (repeats, ending) = match source {
        Source::Declared(setting) | Source::Changes(setting) => {
            let steps = &setting.value.0;
            let changes_only = matches!(source, Source::Changes(_));
            let taken = steps.iter().enumerate();
            let taken = taken.filter(|(_, step)| !(changes_only && step.name.sends_the_same()));
            let repeats = taken.filter_map(|(at, step)| repeat(&steps[..at], step, defaults));
            (repeats.collect(), ending(steps))
        }
        Source::Ends(setting) => (Vec::new(), ending(&setting.value.0)),
        // A single attempt is never repeated.
        _ if attempts == 1 => return None,
        Source::Waits => (vec![Repeat::Wait { attempts, up_to, backoff }], None),
        Source::Retries => (vec![Repeat::Retry { attempts, backoff }], None),
    };
    if matches!(source, Source::Changes(_) | Source::Ends(_))
        && repeats.is_empty()
        && ending.is_none()
    {
        return None;
    }
    Some(Ladder { kinds, repeats, ending })
}

fn repeat(earlier: &[Step], step: &Step, defaults: &Defaults) -> Option<Repeat> {
    let attempts = tries(earlier, step, defaults);
    let backoff = step.backoff.as_ref().map_or(defaults.backoff, Setting::get);
    match step.name {
        StepName::Retry => Some(Repeat::Retry { attempts, backoff }),
        StepName::Restart => Some(Repeat::Restart { attempts, backoff }),
        StepName::Wait => {
            let up_to = step.up_to.as_ref().map_or(defaults.up_to, Setting::get);
            Some(Repeat::Wait { attempts, up_to, backoff })
        }
        StepName::Reask => Some(Repeat::Reask { attempts }),
        StepName::Enlarge => {
            let up_to = step.up_to_tokens.as_ref().map(|setting| setting.get().0);
            Some(Repeat::Enlarge { attempts, up_to })
        }
        StepName::Repair => Some(Repeat::Repair { attempts, code: step.code.clone()? }),
        StepName::Fallback | StepName::Recover | StepName::Fail => None,
    }
}

/// The tries after which a step is used up: its own figure, or the call's, or the default, which gives
/// way to the steps before it.
pub(crate) fn tries(earlier: &[Step], step: &Step, defaults: &Defaults) -> u32 {
    let declared = step.attempts.as_ref().map(Setting::get).or(defaults.declared_attempts);
    if is_bare_enlarge(step) {
        return declared.unwrap_or(defaults.attempts).min(2);
    }
    let before = earlier.iter().enumerate().filter(|(_, before)| takes_all(before, step));
    let taken = before.map(|(at, before)| tries(&earlier[..at], before, defaults)).max();
    declared.unwrap_or_else(|| defaults.attempts.max(taken.map_or(0, |taken| taken + 1)))
}

/// Without parameters it asks once again.
fn is_bare_enlarge(step: &Step) -> bool {
    step.name == StepName::Enlarge && step.attempts.is_none() && step.up_to_tokens.is_none()
}

/// Whether a step hands the error on to a later one only when its tries are used up. A `wait` does so
/// earlier if the server asks for too much.
pub(crate) fn takes_all(step: &Step, later: &Step) -> bool {
    match step.name {
        StepName::Repair | StepName::Reask | StepName::Enlarge => {
            later.name.tries_again() && later.name != step.name
        }
        StepName::Retry | StepName::Restart => later.name == StepName::Repair,
        _ => false,
    }
}

/// The fallbacks and the end of a ladder; `None` if it has neither.
pub(crate) fn ending(steps: &[Step]) -> Option<Ending> {
    let with_code = |name| steps.iter().filter(move |step| step.name == name);
    let fallbacks: Vec<_> =
        with_code(StepName::Fallback).filter_map(|step| step.code.clone()).collect();
    let recover = with_code(StepName::Recover).find_map(|step| step.code.clone());
    let fails = steps.iter().any(|step| step.name == StepName::Fail);
    let last = match recover {
        Some(code) => Last::Recover(code),
        None if fails => Last::Fail,
        None if fallbacks.is_empty() => return None,
        None => Last::Open,
    };
    Some(Ending { fallbacks, last })
}

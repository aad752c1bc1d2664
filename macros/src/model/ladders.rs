//! Which steps each kind takes: what was declared for it, else for its group, else by `retry`.

use std::time::Duration;

use crate::model::policy::{Backoff, Ending, Ladder, Last, Repeat};
use crate::syntax::args::{Args, Setting};
use crate::syntax::duration::Written;
use crate::syntax::step::{Steps, WrittenStep};
use crate::words::keys::Group;
use crate::words::kinds::{KINDS, Kind, RATE_LIMIT};
use crate::words::steps::StepName;

/// The official SDKs make two retries: <https://github.com/openai/openai-python#retries>.
const ATTEMPTS: u32 = 3;
/// The first and the longest delay of the official SDKs.
const BACKOFF: Backoff = Backoff { first: Duration::from_millis(500), cap: Duration::from_secs(8) };
/// The official SDKs' time for one attempt.
const TIMEOUT: Duration = Duration::from_secs(600);
/// The longest delay that openai-python obeys; a longer one had better be seen by a person.
const UP_TO: Duration = Duration::from_secs(120);

/// What steps take where they say nothing themselves. A default gives way to a declared bound.
pub(crate) struct Defaults {
    pub(crate) attempts: u32,
    pub(crate) backoff: Backoff,
    pub(crate) up_to: Duration,
    pub(crate) timeout: Duration,
    pub(crate) idle: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
}

impl Defaults {
    pub(crate) fn of(args: &Args) -> Self {
        let written =
            |setting: &Option<Setting<Written>>| setting.as_ref().map(|it| it.value.value);
        let deadline = written(&args.deadline);
        let capped = |default: Duration| deadline.map_or(default, |deadline| default.min(deadline));
        let backoff = args.backoff.as_ref().map_or(
            Backoff { first: capped(BACKOFF.first), cap: capped(BACKOFF.cap) },
            |setting| Backoff { first: setting.value.first, cap: setting.value.cap },
        );
        Self {
            attempts: args.attempts.as_ref().map_or(ATTEMPTS, |setting| setting.value.value),
            backoff,
            up_to: capped(UP_TO),
            timeout: written(&args.timeout).unwrap_or(capped(TIMEOUT)),
            idle: written(&args.idle),
            deadline,
        }
    }
}

/// Where the steps of a kind come from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    Declared(&'a Setting<Steps>),
    /// `retry` names it, and it waits as the server says.
    Waits,
    /// `retry` names it.
    Retries,
    /// Nothing says anything.
    None,
}

impl PartialEq for Source<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Declared(left), Self::Declared(right)) => std::ptr::eq(*left, *right),
            (Self::Waits, Self::Waits)
            | (Self::Retries, Self::Retries)
            | (Self::None, Self::None) => true,
            _ => false,
        }
    }
}

/// The narrowest declaration wins: the kind's own, that of the kind which covers it, its group's.
pub(crate) fn source<'a>(kind: &Kind, args: &'a Args, retried: &[&Kind]) -> Source<'a> {
    let own = |name| args.on.iter().find(|(kind, _)| kind.name == name).map(|(_, it)| it);
    let of = |group| args.on_group.iter().find(|(it, _)| *it == group).map(|(_, it)| it);
    let half = if kind.transient { Group::Transient } else { Group::Permanent };
    let declared = own(kind.name)
        .or_else(|| kind.covered_by.and_then(own))
        .or_else(|| of(half))
        .or_else(|| of(Group::Any));
    match declared {
        Some(setting) => Source::Declared(setting),
        None if !retried.contains(&kind) => Source::None,
        None if kind.name == RATE_LIMIT => Source::Waits,
        None => Source::Retries,
    }
}

/// One ladder for each set of kinds that share their steps, the narrowest first.
pub(crate) fn ladders(args: &Args, retried: &[&'static Kind], defaults: &Defaults) -> Vec<Ladder> {
    let mut sources: Vec<(Source<'_>, Vec<&'static Kind>)> = Vec::new();
    for kind in KINDS {
        let source = source(kind, args, retried);
        match sources.iter_mut().find(|(other, _)| *other == source) {
            Some((_, kinds)) => kinds.push(kind),
            None => sources.push((source, vec![kind])),
        }
    }
    let mut ladders: Vec<Ladder> =
        sources.into_iter().filter_map(|(source, kinds)| ladder(source, kinds, defaults)).collect();
    ladders.sort_by_key(|ladder| ladder.kinds.len());
    ladders
}

fn ladder(source: Source<'_>, kinds: Vec<&'static Kind>, defaults: &Defaults) -> Option<Ladder> {
    let Defaults { attempts, backoff, up_to, .. } = *defaults;
    let (repeats, ending) = match source {
        Source::Declared(setting) => {
            let steps = &setting.value.0;
            (steps.iter().filter_map(|step| repeat(step, defaults)).collect(), ending(steps))
        }
        Source::None => return None,
        // A single attempt has nothing to repeat.
        _ if attempts == 1 => return None,
        Source::Waits => (vec![Repeat::Wait { attempts, up_to, backoff }], None),
        Source::Retries => (vec![Repeat::Retry { attempts, backoff }], None),
    };
    Some(Ladder { kinds, repeats, ending })
}

fn repeat(step: &WrittenStep, defaults: &Defaults) -> Option<Repeat> {
    let attempts = step.attempts.as_ref().map_or(defaults.attempts, |setting| setting.value.value);
    let backoff = step.backoff.as_ref().map_or(defaults.backoff, |setting| Backoff {
        first: setting.value.first,
        cap: setting.value.cap,
    });
    match step.name {
        StepName::Retry => Some(Repeat::Retry { attempts, backoff }),
        StepName::Restart => Some(Repeat::Restart { attempts, backoff }),
        StepName::Wait => {
            let up_to = step.up_to.as_ref().map_or(defaults.up_to, |setting| setting.value.value);
            Some(Repeat::Wait { attempts, up_to, backoff })
        }
        StepName::Repair => Some(Repeat::Repair { attempts, code: step.code.clone()? }),
        StepName::Fallback | StepName::Recover | StepName::Fail => None,
    }
}

/// The fallbacks and the end of a ladder; `None` where it has neither.
pub(crate) fn ending(steps: &[WrittenStep]) -> Option<Ending> {
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

//! The rules for `replay = "unsent"`: what stands beside it in vain. The steps of a named policy give
//! way instead.

use crate::errors::Errors;
use crate::syntax::args::Args;
use crate::syntax::step::Step;
use crate::words::kinds::{self, Kind};
use crate::words::steps::StepName;

pub(crate) fn check_replay(args: &Args, errors: &mut Errors) {
    if !args.only_unsent() {
        return;
    }
    for setting in args.own_steps() {
        let kinds = args.kinds_of(setting);
        if kinds.is_empty() || !kinds.iter().all(|kind| kind.always_runs()) {
            continue;
        }
        for step in setting.value.0.iter().filter(|step| step.name.tries_again()) {
            errors.push(step.span, in_vain(step, kinds[0]));
        }
    }
    let words = args.own_retry().into_iter().flat_map(|setting| &setting.value.0);
    for word in words {
        if let Some(kind) = kinds::by_name(&word.value).filter(|kind| kind.always_runs()) {
            errors.push(word.span, never_reached(kind));
        }
    }
}

fn in_vain(step: &Step, kind: &Kind) -> String {
    let word = step.name.word();
    match step.name {
        StepName::Restart => format!(
            "`{word}` repeats a request whose stream had begun, and {ONLY_UNSENT}; {INSTEAD}"
        ),
        _ if kind.is_answer() => format!(
            "`{word}` repeats a request that was answered and is paid for, and {ONLY_UNSENT}; \
             {INSTEAD}"
        ),
        _ => never_reached(kind),
    }
}

fn never_reached(kind: &Kind) -> String {
    let name = kind.name;
    format!("never reached: what fails with `{name}` may have run, and {ONLY_UNSENT}; {INSTEAD}")
}

const ONLY_UNSENT: &str = "`replay = \"unsent\"` repeats only what has not run";
const INSTEAD: &str = "leave it out, or write `replay = \"any\"`";

//! The rules for the kinds of an answer: a success that is not what was asked for.

use crate::errors::Errors;
use crate::model::policy::{Answer, Policy};
use crate::syntax::args::Args;
use crate::words::kinds::{INVALID_OUTPUT, Kind, TRUNCATED};
use crate::words::steps::StepName;

/// Why a step cannot help any of these kinds, where an answer has to do with it.
pub(crate) fn unfit_for_answer(step: StepName, kinds: &[&Kind]) -> Option<String> {
    let only = |name: &str| !kinds.is_empty() && kinds.iter().all(|kind| kind.name == name);
    let message = match step {
        StepName::Enlarge if !only(TRUNCATED) => {
            "`enlarge` asks with a larger limit of output tokens; write `on_truncated = enlarge`"
        }
        StepName::Reask if only(TRUNCATED) => {
            "the answer was cut, and would be cut again; write `enlarge`"
        }
        StepName::Reask if only("refusal") => {
            "the model would refuse again; write `repair` to change the request, or `fallback`"
        }
        StepName::Reask if !only(INVALID_OUTPUT) => {
            "`reask` says what was wrong with the answer; write `on_invalid_output = reask`"
        }
        StepName::Retry | StepName::Wait if only(TRUNCATED) => {
            "the same request would be cut at the same place; write `enlarge`"
        }
        StepName::Retry | StepName::Wait if only("refusal") => {
            "the same request would be refused again; write `repair` to change it, or `fallback`"
        }
        _ => return None,
    };
    Some(message.to_owned())
}

/// Refuses steps for what a text never is, and for the answer of a stream, which is known only at its
/// end.
pub(crate) fn check_answers(args: &Args, policy: &Policy, errors: &mut Errors) {
    if let Some(key) = args.own_key(INVALID_OUTPUT).filter(|_| policy.known.answer == Answer::Text)
    {
        let message =
            "a text is never ill-formed; return `Parsed<T>`, or remove `on_invalid_output`";
        errors.push(key.span(), message);
    }
    if !policy.known.streams {
        return;
    }
    for setting in args.own_answers() {
        for step in setting.value.0.iter().filter(|step| step.name != StepName::Fail) {
            errors.push(
                step.span,
                "a stream is known to be so only at its end, when its answer has been read; write \
                 `fail`, or return `Text`",
            );
        }
    }
}

//! The rules, in the order in which they are checked. All mistakes are reported in one build.

mod answers;
mod bounds;
pub(crate) mod code;
mod contradictions;
mod foreign;
mod promises;
mod replay;
mod retried;
mod rungs;
pub(crate) mod signature;
mod total;

use proc_macro2::Span;
use syn::{Path, Signature, parse_quote};

use crate::check::answers::check_answers;
use crate::check::bounds::check_bounds;
use crate::check::contradictions::check_contradictions;
use crate::check::foreign::ends_in_await;
use crate::check::promises::check_promises;
use crate::check::replay::check_replay;
use crate::check::retried::retried_kinds;
use crate::check::rungs::check_rungs;
use crate::check::signature::{answer, names_a_stream};
use crate::check::total::check_total;
use crate::errors::Errors;
use crate::model::Model;
use crate::model::defaults::Defaults;
use crate::model::policy::Policy;
use crate::syntax::args::Args;
use crate::syntax::item::CallFn;

/// Checks the settings of a function, and makes its model.
pub(crate) fn check(args: &Args, function: &CallFn, errors: &mut Errors) -> Model {
    let mut policy = check_settings(args, Some(&function.signature), errors);
    let output = &function.signature.output;
    policy.known.streams |= policy.restarts() || names_a_stream(output);
    policy.known.answer = answer(output, args.needs());
    policy.known.foreign = ends_in_await(function);
    check_answers(args, &policy, errors);
    check_total(&policy, output, errors);
    let runtime = runtime(args).unwrap_or_else(|_| parse_quote!(::openai_call));
    let loop_span = args.first_equals().unwrap_or_else(Span::mixed_site);
    let model = Model::new(runtime, loop_span, policy);
    // Contradictions are checked only between settings that are valid alone.
    if errors.is_empty() {
        check_contradictions(args, &model.policy, errors);
        check_promises(args, &model, errors);
    }
    model
}

/// The rules that also apply to the settings of a named policy, which has no `function`.
pub(crate) fn check_settings(
    args: &Args,
    function: Option<&Signature>,
    errors: &mut Errors,
) -> Policy {
    check_bounds(args, errors);
    let defaults = Defaults::of(args);
    check_rungs(args, function, &defaults, errors);
    let retried = retried_kinds(args, errors);
    let policy = Policy::of(args, &retried, &defaults);
    errors.take(runtime(args));
    if errors.is_empty() {
        check_replay(args, errors);
    }
    policy
}

/// The path of `openai_call`, as seen from the function.
fn runtime(args: &Args) -> syn::Result<Path> {
    let Some(path) = args.runtime.as_ref().map(|setting| &setting.value) else {
        return Ok(parse_quote!(::openai_call));
    };
    match path.segments.first().map(|segment| &segment.ident) {
        Some(first) if path.leading_colon.is_none() && first != "crate" => {
            Err(syn::Error::new(first.span(), relative(path)))
        }
        _ => Ok(path.clone()),
    }
}

fn relative(path: &Path) -> String {
    let names = path.segments.iter().map(|segment| segment.ident.to_string());
    let names: Vec<_> = names.filter(|name| name != "self" && name != "super").collect();
    let name = names.join("::");
    format!(
        "a relative path means something else in every module; write `::{name}` for a dependency \
         or `crate::{name}` for a re-export of your own"
    )
}

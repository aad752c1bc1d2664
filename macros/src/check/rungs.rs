//! The rules for ladders: the order of the steps, and the kinds that a step may be used for.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, Pat, Signature};

use crate::check::answers::unfit_for_answer;
use crate::check::code::check_code;
use crate::errors::Errors;
use crate::model::defaults::Defaults;
use crate::model::ladders::{takes_all, tries};
use crate::syntax::args::{Args, entries};
use crate::syntax::setting::Setting;
use crate::syntax::step::{Step, Steps};
use crate::syntax::text::written;
use crate::words::keys::Group;
use crate::words::kinds::{Kind, STREAM_INTERRUPTED};
use crate::words::nearest::list;
use crate::words::steps::StepName;

pub(crate) fn check_rungs(
    args: &Args,
    function: Option<&Signature>,
    defaults: &Defaults,
    errors: &mut Errors,
) {
    for (kind, setting) in &args.on {
        check_ladder(&setting.value, &[kind], true, function, defaults, errors);
    }
    for (group, setting) in &args.on_group {
        let mut kinds = args.kinds_of(setting);
        // Of what was answered, `on_any` takes only the end.
        kinds.retain(|kind| *group != Group::Any || !kind.is_answer());
        check_ladder(&setting.value, &kinds, false, function, defaults, errors);
    }
    if let Some(setting) = &args.otherwise {
        check_otherwise(setting, function, defaults, errors);
    }
}

fn check_ladder(
    steps: &Steps,
    kinds: &[&Kind],
    is_own_key: bool,
    function: Option<&Signature>,
    defaults: &Defaults,
    errors: &mut Errors,
) {
    for (index, step) in steps.0.iter().enumerate() {
        if let Some(message) = unfit(step.name, kinds, is_own_key) {
            errors.push(step.span, message);
        }
        if let Some(message) = misplaced(&steps.0[..index], step, defaults) {
            errors.push(step.span, message);
        }
        refuse_recursion(step, function, errors);
        check_code(step, function, errors);
    }
}

/// Why a step cannot help any of these kinds, which come from a kind's own key or from a group.
fn unfit(step: StepName, kinds: &[&Kind], is_own_key: bool) -> Option<String> {
    let is_other = |kind: &&Kind| kind.name != STREAM_INTERRUPTED;
    if step == StepName::Restart && kinds.iter().any(is_other) {
        return Some(NO_STREAM_TO_RESTART.to_owned());
    }
    if let Some(message) = unfit_for_answer(step, kinds) {
        return Some(message);
    }
    let same_request = matches!(step, StepName::Retry | StepName::Wait);
    let repeats_in_vain =
        |kind: &&&Kind| same_request && !kind.is_transient() && !(is_own_key && kind.varies);
    if let Some(kind) = kinds.iter().find(repeats_in_vain) {
        return Some(in_vain(step, kind, kinds));
    }
    let kind = kinds.iter().find(|kind| step == StepName::Wait && !kind.names_delay)?;
    let name = kind.name;
    Some(format!("no server names a delay with `{name}`; write `retry`, which backs off"))
}

/// The message for a step that would repeat a permanent `kind`, one of `kinds`.
fn in_vain(step: StepName, kind: &Kind, kinds: &[&Kind]) -> String {
    let (word, name) = (step.word(), kind.name);
    if kinds.iter().any(|kind| kind.is_transient()) {
        return format!(
            "`{word}` would also repeat what is permanent; write `on_transient = {word}`, and \
             another step for the rest"
        );
    }
    let varying: Vec<_> = kinds.iter().filter(|kind| kind.varies).map(|kind| kind.name).collect();
    let Some(first) = varying.first() else {
        return format!(
            "`{name}` is permanent: the same request will fail again; write `fail`, or `repair` to \
             change the request"
        );
    };
    let names = list(varying.iter().copied());
    format!(
        "`{word}` would also repeat `{name}`, which fails again; write `on_{first} = retry`, or \
         the key of another kind that may come out otherwise: {names}"
    )
}

const NO_STREAM_TO_RESTART: &str = "`restart` begins a broken stream anew; write \
                                    `on_stream_interrupted = restart`, and `retry` for other kinds";

/// Why a step cannot follow the steps before it.
fn misplaced(earlier: &[Step], step: &Step, defaults: &Defaults) -> Option<String> {
    let name = step.name.word();
    if let Some(end) = earlier.iter().find(|earlier| earlier.name.rung() == 2) {
        let end = end.name.word();
        return Some(format!(
            "never reached: `{end}` before it always ends the call; remove one of the two"
        ));
    }
    if step.name.tries_again() && earlier.iter().any(|earlier| !earlier.name.tries_again()) {
        return Some(format!("`{name}` tries again, so it stands before every `fallback`"));
    }
    if let Some(message) = left_no_try(earlier, step, defaults) {
        return Some(message);
    }
    let twin = earlier.iter().find(|earlier| earlier.name == step.name)?;
    match step.name {
        StepName::Repair => {
            Some("a ladder has one `repair`; put the code of both into one".to_owned())
        }
        StepName::Reask | StepName::Enlarge => {
            Some(format!("a ladder has one `{name}`; raise its `attempts` instead"))
        }
        StepName::Retry | StepName::Wait | StepName::Restart
            if goes_no_further(step, twin, defaults) =>
        {
            Some(format!(
                "never reached: the `{name}` before it goes at least as far; give this one more \
             `attempts`, a longer `up_to` or a shorter backoff"
            ))
        }
        _ => None,
    }
}

/// Why a step gets no try, by the figures of those before it.
fn left_no_try(earlier: &[Step], step: &Step, defaults: &Defaults) -> Option<String> {
    let own = tries(earlier, step, defaults);
    let before = earlier.iter().enumerate().filter(|(_, before)| takes_all(before, step));
    let (taken, before) = before
        .map(|(at, before)| (tries(&earlier[..at], before, defaults), before.name.word()))
        .max_by_key(|(taken, _)| *taken)
        .filter(|(taken, _)| own > 1 && own <= *taken)?;
    let is_raised = defaults.declared_attempts.is_none_or(|attempts| attempts > taken);
    let instead = match own {
        _ if step.attempts.is_some() && is_raised => format!("raise it to {}", taken + 1),
        2 => format!("raise it to 3, and give `{before}` 2"),
        own => format!("give `{before}` {}", own - 1),
    };
    Some(format!(
        "`attempts = {own}` leaves this no try: the `{before}` before it takes {taken}; {instead}"
    ))
}

fn goes_no_further(step: &Step, twin: &Step, defaults: &Defaults) -> bool {
    let attempts = |step: &Step| step.attempts.as_ref().map_or(defaults.attempts, Setting::get);
    let up_to = |step: &Step| step.up_to.as_ref().map_or(defaults.up_to, Setting::get);
    let backoff = |step: &Step| step.backoff.as_ref().map_or(defaults.backoff, Setting::get);
    // A shorter first delay may still fit into the deadline.
    let first = |step: &Step| backoff(step).first;
    attempts(step) <= attempts(twin) && up_to(step) <= up_to(twin) && first(step) >= first(twin)
}

fn check_otherwise(
    setting: &Setting<Steps>,
    function: Option<&Signature>,
    defaults: &Defaults,
    errors: &mut Errors,
) {
    for (index, step) in setting.value.0.iter().enumerate() {
        match step.name {
            StepName::Fail if index == 0 => {
                errors.push(step.span, "what is left fails anyway; remove `otherwise`");
            }
            StepName::Restart => errors.push(step.span, NO_STREAM_TO_RESTART),
            name if name.tries_again() => {
                let word = name.word();
                let message = unfit_for_answer(name, &[]).unwrap_or_else(|| {
                    format!(
                        "`{word}` would also repeat what is permanent; write `on_transient = {word}`, \
                         and here a `fallback` or `recover`"
                    )
                });
                errors.push(step.span, message);
            }
            _ => {}
        }
        if let Some(message) = misplaced(&setting.value.0[..index], step, defaults) {
            errors.push(step.span, message);
        }
        refuse_recursion(step, function, errors);
        check_code(step, function, errors);
    }
}

/// Refuses a fallback to the function itself with the arguments that have just failed. With others,
/// such as the rest of a list of models, it comes to an end.
fn refuse_recursion(step: &Step, function: Option<&Signature>, errors: &mut Errors) {
    let (StepName::Fallback, Some(code), Some(function)) = (step.name, &step.code, function) else {
        return;
    };
    let name = function.ident.to_string();
    if let Some((call, arguments)) = call_of(&name, code.body.clone())
        && is_same(&arguments, function)
    {
        errors.push(
            call.span(),
            format!(
                "`{name}` would fail with the same arguments again; call another function, or pass \
                 others"
            ),
        );
    }
}

/// Whether the arguments of a call are the parameters of the function, in order.
fn is_same(arguments: &TokenStream, function: &Signature) -> bool {
    let passed: Vec<String> = entries(arguments.clone()).into_iter().map(written).collect();
    let names: Vec<String> = function.inputs.iter().map(name_of).collect();
    let names = names.iter().map(String::as_str);
    // In `Self::name(self, client)` the receiver is an argument.
    let without_self = names.clone().filter(|name| *name != "self");
    let passed = || passed.iter().map(|it| it.trim_start_matches("&mut ").trim_start_matches('&'));
    passed().eq(names) || passed().eq(without_self)
}

fn name_of(argument: &FnArg) -> String {
    match argument {
        FnArg::Receiver(_) => "self".to_owned(),
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => name.ident.to_string(),
            pattern => written(pattern.to_token_stream()),
        },
    }
}

/// Finds the name and the arguments of `name(…)`, `self.name(…)` or `Self::name(…)`, but not `other.name(…)` or
/// `module::name(…)`.
fn call_of(name: &str, tokens: TokenStream) -> Option<(proc_macro2::Ident, TokenStream)> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, tree) in trees.iter().enumerate() {
        if let TokenTree::Group(group) = tree
            && let Some(found) = call_of(name, group.stream())
        {
            return Some(found);
        }
        let (TokenTree::Ident(ident), Some(TokenTree::Group(arguments))) =
            (tree, trees.get(index + 1))
        else {
            continue;
        };
        if ident == name && is_own(&trees[..index]) {
            return Some((ident.clone(), arguments.stream()));
        }
    }
    None
}

fn is_own(before: &[TokenTree]) -> bool {
    let is = |tree: &TokenTree, character| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == character);
    match before {
        [.., TokenTree::Ident(owner), dot] if is(dot, '.') => owner == "self",
        [.., TokenTree::Ident(owner), first, second] if is(first, ':') && is(second, ':') => {
            owner == "Self" || owner == "self"
        }
        [.., last] => !is(last, '.') && !is(last, ':'),
        [] => true,
    }
}

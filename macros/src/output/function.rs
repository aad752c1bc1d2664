//! Writes the function: a `Model` and a `CallFn` become tokens. Nothing is decided here.
//!
//! ```text
//! // Input
//! #[openai_call]
//! async fn chat(client: &Client) -> Result<Answer, Error> { BODY }
//!
//! // Output, paths shortened
//! async fn chat(client: &Client) -> Result<Answer, Error> {
//!     let mut call = begin::<Result<Answer, Error>>({
//!         use __private::*;
//!         static SITE: Site = Site::new("chat", module_path!(), Location::caller())
//!             .attempts(3)
//!             .timeout(seconds(600))
//!             .ladders(&[
//!                 on(&[RateLimit], &[wait(3, seconds(120), millis(500)..seconds(8))]),
//!                 on(TRANSIENT, &[retry(3, millis(500)..seconds(8))]),
//!             ])
//!             .at_most(3, seconds(602), seconds(2402));
//!         &SITE
//!     });
//!     loop {
//!         let body = async { Ok({ BODY }) };
//!         let error = match call.attempt(pin!(body)).await? {
//!             Ok(value) => break Ok(value),
//!             Err(error) => error,
//!         };
//!         let Err(error) = (match call.kind(&error) {
//!             RateLimit => call.wait(error).await,
//!             kind if kind.is_transient() => call.backoff(error).await,
//!             _ => Err(error),
//!         }) else {
//!             continue;
//!         };
//!         break Err(call.give_up(error));
//!     }
//! }
//! ```
//!
//! Three things must not change. The body stays inline, because with a closure passed to the
//! runtime the future would not be `Send`. Local names are `mixed_site`, so that the body cannot
//! see them; the body could see items, so they are in their own block. And every path is absolute,
//! so that it does not find items of the user.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::VisitMut;
use syn::{ReturnType, Token, Type, parse_quote, parse_quote_spanned};

use crate::check::signature::may_be_no_result;
use crate::model::Model;
use crate::output::arms::{in_loop, names_the_loop, once};
use crate::output::docs::docs;
use crate::output::failing::check;
use crate::output::ide::end_of_body;
use crate::output::instrument::replace_body;
use crate::output::returns::mark_returns;
use crate::output::scaffold::{EraseImplTrait, located_at, needed_braces, scaffold};
use crate::output::site::site;
use crate::syntax::args::Needs;
use crate::syntax::item::{Body, CallFn};

/// The function with its call. The `anchors` come first in its body.
pub(crate) fn emit(model: &Model, function: &CallFn, anchors: &TokenStream) -> TokenStream {
    let signature = &function.signature;
    let check = check(model, signature);
    let call = |block: &Group| {
        let call = call(model, &signature.ident, &signature.output, block);
        scaffold!(#check #call)
    };
    emit_with(model, function, anchors, &call)
}

/// The function with other code in place of its body.
pub(crate) fn emit_with(
    model: &Model,
    function: &CallFn,
    anchors: &TokenStream,
    content: &impl Fn(&Group) -> TokenStream,
) -> TokenStream {
    let Body::Block { inner_attributes, block } = &function.body else {
        return function.to_token_stream();
    };
    let mut head = TokenStream::new();
    // Beside inner documentation clippy would report the heading, if it seemed to be the user's.
    let by_hand = inner_attributes.is_empty().then_some(function.signature.fn_token.span);
    function.head_to_tokens(docs(model, by_hand), &mut head);
    let content = replace_body(block.stream(), content).unwrap_or_else(|| content(block));
    let content = scaffold!(#(#inner_attributes)* #anchors #content);
    let mut body = Group::new(Delimiter::Brace, content);
    // Without the span of the user's braces, rustc would not report the function as unused.
    body.set_span(block.span());
    scaffold!(#head #body)
}

/// The code that replaces the body.
pub(crate) fn call(
    model: &Model,
    name: &Ident,
    returned: &ReturnType,
    block: &Group,
) -> TokenStream {
    let site = site(model, name);
    let begin = begin(model, returned);
    let output = output(returned);
    let attempt = attempt(model, block);
    let outcome = outcome(model, &attempt);
    if is_begun_by_name(model, returned) {
        return scaffold! {
            let (mut call, returned) = #begin::<#output>({ #site });
            returned(async { #outcome }.await)
        };
    }
    scaffold! {
        let mut call = #begin::<#output>({ #site });
        #outcome
    }
}

/// Whether the return type may be no `Result`. Then the call has a block of its own, so that rustc
/// does not report each `?` in it as well.
fn is_begun_by_name(model: &Model, output: &ReturnType) -> bool {
    let is_stream = model.policy.restarts() || model.policy.idle.is_some();
    matches!(output, ReturnType::Type(_, output) if !is_stream && may_be_no_result(output))
}

fn outcome(model: &Model, attempt: &Attempt) -> TokenStream {
    let Attempt { body, outcome } = attempt;
    if model.policy.only_fails() {
        return scaffold!(#body #outcome.map_err(|error| call.give_up(error)));
    }
    if !model.policy.repeats() {
        // No loop, so that the body may consume the arguments.
        let (failed, steps) = (failed(attempt, &scaffold!(return)), once(model));
        return scaffold!(#failed #steps);
    }
    let (failed, steps) = (failed(attempt, &scaffold!(break)), in_loop(model));
    let repeat = Token![loop](model.loop_span);
    let label = names_the_loop(model).then(|| scaffold!('call:));
    scaffold!(#label #repeat { #failed #steps })
}

/// Binds the error of an attempt; `leave` ends the call with its value.
fn failed(attempt: &Attempt, leave: &TokenStream) -> TokenStream {
    let Attempt { body, outcome } = attempt;
    scaffold! {
        #body
        let error = match #outcome {
            ::core::result::Result::Ok(value) => #leave ::core::result::Result::Ok(value),
            ::core::result::Result::Err(error) => error,
        };
    }
}

/// The path of the runtime's function that begins a call. Its span is that of the return type, so
/// that rustc points there if the function does not return a `Result`, or does not return a stream
/// although the policy has a setting for streams.
fn begin(model: &Model, output: &ReturnType) -> TokenStream {
    let Model { runtime, policy, .. } = model;
    let path = if policy.restarts() {
        scaffold!(#runtime::__private::begin_restartable)
    } else if policy.idle.is_some() {
        scaffold!(#runtime::__private::begin_stream)
    } else if is_begun_by_name(model, output) {
        scaffold!(#runtime::__private::begin_named)
    } else {
        scaffold!(#runtime::__private::begin)
    };
    let ReturnType::Type(arrow, _) = output else { return path };
    located_at(arrow.spans[0], path)
}

/// One run of the body.
struct Attempt {
    /// The statement that names the body. It is no argument of `pin!`, because an editor completes
    /// less in those of a macro.
    body: TokenStream,
    /// The expression that runs it.
    outcome: TokenStream,
}

/// One run of the body. The span of all but the block is the end of the body, so that rustc points
/// there, and only once, if the body ends in something that cannot be attempted.
fn attempt(model: &Model, block: &Group) -> Attempt {
    let end = Span::mixed_site().located_at(end_of_body(block));
    let method = match model.policy.needs {
        Needs::Nothing => "attempt",
        Needs::Answer => "attempt_answer",
        Needs::Request => "attempt_request",
    };
    let method = Ident::new(method, end);
    let never_ends = never_ends(block);
    let block = needed_braces(&mark_returns(block, &model.runtime));
    let content = if never_ends {
        // Its type has to be given, and what stands around it is never reached.
        let runtime = &model.runtime;
        scaffold! {
            #[allow(unreachable_code, clippy::diverging_sub_expression)]
            return ::core::result::Result::Ok::<::core::result::Result<_, #runtime::Error>, _>(#block);
        }
    } else {
        scaffold!(::core::result::Result::Ok(#block))
    };
    let mut body = Group::new(Delimiter::Brace, content);
    body.set_span(Span::mixed_site().located_at(model.loop_span));
    let capture = Token![async](body.span());
    Attempt {
        body: quote_spanned!(end=> let body = #capture #body;),
        outcome: quote_spanned!(end=> call.#method(::core::pin::pin!(body)).await?),
    }
}

/// Whether the body ends in `todo!()` or its like, which rustc would take for the type to attempt.
fn never_ends(block: &Group) -> bool {
    let mut trees: Vec<TokenTree> = block.stream().into_iter().collect();
    trees.pop_if(|last| matches!(last, TokenTree::Punct(it) if it.as_char() == ';'));
    match trees.as_slice() {
        [.., TokenTree::Ident(name), TokenTree::Punct(bang), TokenTree::Group(_)] => {
            bang.as_char() == '!' && (name == "todo" || name == "unimplemented")
        }
        _ => false,
    }
}

/// The return type for a turbofish. Its tokens keep their spans from the signature.
fn output(output: &ReturnType) -> Type {
    let ReturnType::Type(_, output) = output else {
        return parse_quote!(());
    };
    let mut output = (**output).clone();
    EraseImplTrait(|there| parse_quote_spanned!(there=> _)).visit_type_mut(&mut output);
    output
}

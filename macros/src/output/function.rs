//! `Policy + CallFn -> tokens`. Nothing is decided here.
//!
//! ```text
//! // Input
//! #[openai_call(retry = "timeout | rate_limit")]
//! async fn chat(client: &Client) -> Result<Answer, Error> { BODY }
//!
//! // Output, paths shortened
//! async fn chat(client: &Client) -> Result<Answer, Error> {
//!     let mut call = begin::<Result<Answer, Error>>({
//!         use __private::*;
//!         static SITE: Site = Site::new("chat", module_path!(), Location::caller())
//!             .attempts(3)
//!             .timeout(seconds(600))
//!             .on(&[Timeout], &[retry(3, millis(500)..seconds(8))])
//!             .on(&[RateLimit], &[wait(3, seconds(120), millis(500)..seconds(8))]);
//!         &SITE
//!     });
//!     loop {
//!         let error = match call.attempt(async { Ok({ BODY }) }).await? {
//!             Ok(value) => break Ok(value),
//!             Err(error) => error,
//!         };
//!         match call.kind(&error) {
//!             Timeout => call.backoff(error).await?,
//!             RateLimit => call.wait(error).await?,
//!             _ => call.give_up(error)?,
//!         }
//!     }
//! }
//! ```
//!
//! Three things are not free to change. The body stays inline, because a closure handed to the
//! runtime would cost the future its `Send`. Local names are `mixed_site`, so that the body cannot
//! see them; items would be seen, which is why the only ones stand in a block of their own. And
//! every path is absolute, so that nothing the user declares can stand in its way.

use std::time::Duration;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{ReturnType, Signature, Token, Type, parse_quote, parse_quote_spanned};

use crate::model::certificate::Certificate;
use crate::model::policy::{Backoff, Ending, Ladder, Last, Policy, Repeat};
use crate::output::arms::Steps;
use crate::output::docs::docs;
use crate::output::ide::end_of_body;
use crate::output::instrument::replace_body;
use crate::output::scaffold::scaffold;
use crate::syntax::item::{Body, CallFn};
use crate::words::kinds::Kind;

/// The function with its call; `anchors` stand before it.
pub(crate) fn emit(policy: &Policy, function: &CallFn, anchors: &TokenStream) -> TokenStream {
    let Body::Block { inner_attributes, block } = &function.body else {
        return function.to_token_stream();
    };
    let mut head = TokenStream::new();
    function.head_to_tokens(docs(policy), &mut head);
    let call = |block: &Group| call(policy, &function.signature, block);
    let content = replace_body(block.stream(), &call).unwrap_or_else(|| call(block));
    let content = scaffold!(#(#inner_attributes)* #anchors #content);
    let mut body = Group::new(Delimiter::Brace, content);
    // A function whose braces are not the user's is nobody's: rustc would not say that it is unused.
    body.set_span(block.span());
    scaffold!(#head #body)
}

/// What stands in the place of the body.
fn call(policy: &Policy, signature: &Signature, block: &Group) -> TokenStream {
    let site = site(policy, &signature.ident);
    let begin = begin(policy, &signature.output);
    let output = output(&signature.output);
    let attempt = attempt(policy, block);
    let outcome = outcome(policy, &attempt);
    scaffold! {
        let mut call = #begin::<#output>({ #site });
        #outcome
    }
}

fn outcome(policy: &Policy, attempt: &TokenStream) -> TokenStream {
    if policy.ladders.iter().all(Ladder::is_empty) && policy.otherwise.is_none() {
        return scaffold! {
            match #attempt {
                ::core::result::Result::Ok(value) => ::core::result::Result::Ok(value),
                ::core::result::Result::Err(error) => call.give_up(error)?,
            }
        };
    }
    // Without a loop where nothing repeats, so that the body may consume the arguments.
    let (head, leave) = if policy.repeats() {
        (Token![loop](policy.loop_span).to_token_stream(), scaffold!(break))
    } else {
        (scaffold!('call:), scaffold!(break 'call))
    };
    let steps = Steps { policy, leave: leave.clone() }.emit();
    scaffold! {
        #head {
            let error = match #attempt {
                ::core::result::Result::Ok(value) => #leave ::core::result::Result::Ok(value),
                ::core::result::Result::Err(error) => error,
            };
            #steps
        }
    }
}

/// The runtime's function that begins a call. It stands where the return type begins, because that
/// is where rustc says so if the function returns something else than a `Result`, or something else
/// than a stream under a policy that speaks of one.
fn begin(policy: &Policy, output: &ReturnType) -> TokenStream {
    let runtime = &policy.runtime;
    let path = if policy.restarts() {
        scaffold!(#runtime::__private::begin_restartable)
    } else if policy.idle.is_some() {
        scaffold!(#runtime::__private::begin_stream)
    } else {
        scaffold!(#runtime::__private::begin)
    };
    let ReturnType::Type(arrow, _) = output else { return path };
    let there = |mut token: TokenTree| {
        token.set_span(token.span().located_at(arrow.spans[0]));
        token
    };
    path.into_iter().map(there).collect()
}

/// One run of the body. The method stands where the body ends, because that is where rustc says so
/// if the body ends in something that cannot be attempted.
fn attempt(policy: &Policy, block: &Group) -> TokenStream {
    let span = Span::mixed_site().located_at(end_of_body(block));
    let method = Ident::new("attempt", span);
    let wait = Token![await](span);
    let block = needed_braces(block);
    let mut body = Group::new(Delimiter::Brace, scaffold!(::core::result::Result::Ok(#block)));
    body.set_span(Span::mixed_site().located_at(policy.loop_span));
    let capture = Token![async](body.span());
    scaffold! {
        call.#method(#capture #body).#wait?
    }
}

/// The same braces as the expansion's own: rustc would call the user's unnecessary where they now
/// stand, and offer to take away those of the function.
pub(crate) fn needed_braces(block: &Group) -> Group {
    let mut braces = block.clone();
    braces.set_span(Span::mixed_site().located_at(block.span()));
    braces
}

/// The function's name, place and policy as constant data.
fn site(policy: &Policy, name: &Ident) -> TokenStream {
    let name = name.to_string();
    let name = name.trim_start_matches("r#");
    let runtime = &policy.runtime;
    let attempts = Literal::u32_unsuffixed(policy.attempts);
    let timeout = length(policy.timeout);
    let idle = policy.idle.map(|idle| {
        let idle = length(idle);
        scaffold!(.idle(#idle))
    });
    let deadline = policy.deadline.map(|deadline| {
        let deadline = length(deadline);
        scaffold!(.deadline(#deadline))
    });
    let ladders = policy.ladders.iter().map(|ladder| {
        let kinds = kinds(ladder, policy);
        let steps = ladder.repeats.iter().map(step).chain(last_steps(ladder, policy));
        scaffold!(.on(#kinds, &[#(#steps),*]))
    });
    let bounds = bounds(&Certificate::of(policy));
    scaffold! {
        use #runtime::__private::*;
        static SITE: Site = Site::new(#name, ::core::module_path!(), Location::caller())
            .attempts(#attempts)
            .timeout(#timeout)
            #idle
            #deadline
            #(#ladders)*
            #bounds;
        &SITE
    }
}

/// What the worst case comes to.
fn bounds(worst: &Certificate) -> TokenStream {
    let (requests, sleep) = (Literal::u32_unsuffixed(worst.requests), length(worst.sleep));
    let time = worst.time.map_or_else(|| scaffold!(FOREVER), length);
    scaffold!(.at_most(#requests, #sleep, #time))
}

/// The steps behind those that try again, `otherwise` included.
fn last_steps<'a>(ladder: &'a Ladder, policy: &'a Policy) -> impl Iterator<Item = TokenStream> {
    let open = ladder.ending.as_ref().is_none_or(Ending::is_open);
    let otherwise = policy.otherwise.as_ref().filter(|_| open);
    ladder.ending.iter().chain(otherwise).flat_map(ending_steps)
}

fn ending_steps(ending: &Ending) -> impl Iterator<Item = TokenStream> {
    let last = match ending.last {
        Last::Fail => Some(scaffold!(Fail)),
        Last::Recover(_) => Some(scaffold!(Recover)),
        Last::Open => None,
    };
    ending.fallbacks.iter().map(|_| scaffold!(Fallback)).chain(last)
}

/// A short word stands for the ladder that takes every transient kind which no earlier one names.
fn kinds(ladder: &Ladder, policy: &Policy) -> TokenStream {
    if policy.is_rest(ladder) {
        return scaffold!(TRANSIENT);
    }
    let kinds = ladder.kinds.iter().map(|kind| variant(kind));
    scaffold!(&[#(#kinds),*])
}

pub(crate) fn variant(kind: &Kind) -> Ident {
    Ident::new(kind.variant, Span::mixed_site())
}

fn step(repeat: &Repeat) -> TokenStream {
    let attempts = Literal::u32_unsuffixed(repeat.attempts());
    match repeat {
        Repeat::Retry { backoff, .. } => {
            let backoff = range(*backoff);
            scaffold!(retry(#attempts, #backoff))
        }
        Repeat::Restart { backoff, .. } => {
            let backoff = range(*backoff);
            scaffold!(restart(#attempts, #backoff))
        }
        Repeat::Wait { up_to, backoff, .. } => {
            let (up_to, backoff) = (length(*up_to), range(*backoff));
            scaffold!(wait(#attempts, #up_to, #backoff))
        }
        Repeat::Repair { .. } => scaffold!(repair(#attempts)),
    }
}

fn range(backoff: Backoff) -> TokenStream {
    let (first, cap) = (length(backoff.first), length(backoff.cap));
    scaffold!(#first..#cap)
}

/// `seconds(8)`, or `millis(500)` where it has to be.
fn length(duration: Duration) -> TokenStream {
    if duration.subsec_millis() == 0 {
        let count = Literal::u64_unsuffixed(duration.as_secs());
        return scaffold!(seconds(#count));
    }
    let count = Literal::u128_unsuffixed(duration.as_millis());
    scaffold!(millis(#count))
}

/// The return type as a turbofish takes it, each token with the span it has in the signature.
fn output(output: &ReturnType) -> Type {
    let ReturnType::Type(_, output) = output else {
        return parse_quote!(());
    };
    let mut output = (**output).clone();
    EraseImplTrait.visit_type_mut(&mut output);
    output
}

/// `impl Trait` has no name inside the function; inference finds it.
struct EraseImplTrait;

impl VisitMut for EraseImplTrait {
    fn visit_type_mut(&mut self, node: &mut Type) {
        if let Type::ImplTrait(it) = node {
            *node = parse_quote_spanned!(it.impl_token.span=> _);
        } else {
            visit_mut::visit_type_mut(self, node);
        }
    }
}

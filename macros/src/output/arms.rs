//! What an expansion does with the error of an attempt: on to the next attempt, or out of the call.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};

use crate::model::Model;
use crate::model::ladders::{Ending, Ladder, Last, Repeat};
use crate::output::scaffold::{needed_braces, scaffold, variant};
use crate::syntax::code::Code;

/// The statements behind `let error = …`. `leave` is the `break` that ends the call with a value.
pub(crate) struct Steps<'a> {
    pub(crate) model: &'a Model,
    pub(crate) leave: TokenStream,
}

impl Steps<'_> {
    pub(crate) fn emit(&self) -> TokenStream {
        let arms: Vec<_> =
            self.model.policy.ladders.iter().filter_map(|ladder| self.arm(ladder)).collect();
        let Some(otherwise) = &self.model.policy.otherwise else {
            return scaffold! {
                match call.kind(&error) {
                    #(#arms)*
                    _ => call.give_up(error)?,
                }
            };
        };
        let leave = &self.leave;
        let instead = instead(otherwise);
        let own_steps = (!arms.is_empty()).then(|| {
            scaffold! {
                let error = match call.kind(&error) {
                    #(#arms)*
                    _ => error,
                };
            }
        });
        scaffold! {
            #own_steps
            let error = call.conclude(error);
            #leave #instead
        }
    }

    fn arm(&self, ladder: &Ladder) -> Option<TokenStream> {
        let runtime = &self.model.runtime;
        let kinds = ladder.kinds.iter().map(|kind| variant(kind));
        let steps = self.ladder(ladder)?;
        Some(scaffold!(#(#runtime::ErrorKind::#kinds)|* => #steps))
    }

    /// The steps in their order; `None` where there are none, as the last arm has it then.
    fn ladder(&self, ladder: &Ladder) -> Option<TokenStream> {
        let otherwise = self.model.policy.otherwise.is_some();
        let leave = &self.leave;
        match &ladder.ending {
            // `otherwise` takes the error that the arm comes to.
            None if otherwise => {
                let repeats = handed_on(&ladder.repeats);
                Some(scaffold!({ #repeats error }))
            }
            Some(ending) if ending.is_open() && otherwise => {
                let repeats = handed_on(&ladder.repeats);
                let fallbacks = ending.fallbacks.iter().map(fallback);
                Some(scaffold! {{
                    #repeats
                    let error = call.conclude(error);
                    #(if let ::core::result::Result::Ok(value) = #fallbacks {
                        #leave ::core::result::Result::Ok(value);
                    })*
                    error
                }})
            }
            Some(ending) if !only_fails(ending) => {
                let repeats = handed_on(&ladder.repeats);
                let instead = instead(ending);
                Some(scaffold! {{
                    #repeats
                    let error = call.conclude(error);
                    #leave #instead
                }})
            }
            _ => last_repeat(&ladder.repeats, otherwise),
        }
    }
}

fn only_fails(ending: &Ending) -> bool {
    ending.fallbacks.is_empty() && matches!(ending.last, Last::Fail)
}

/// Steps behind which nothing follows: the last one ends the call where it is used up.
fn last_repeat(repeats: &[Repeat], otherwise: bool) -> Option<TokenStream> {
    let Some((last, earlier)) = repeats.split_last() else {
        return otherwise.then(|| scaffold!(call.give_up(error)?,));
    };
    let same_verb = |step: &&Repeat| verb(step) == verb(last);
    let trailing = earlier.iter().rev().take_while(same_verb).count();
    let earlier = handed_on(&earlier[..earlier.len() - trailing]);
    let again = otherwise.then(|| scaffold!(; continue));
    if let Repeat::Repair { code, .. } = last {
        let run = run(code);
        return Some(scaffold!({ #earlier let error = call.repair(error)?; #run; #again }));
    }
    let verb = Ident::new(verb(last), Span::mixed_site());
    let step = scaffold!(call.#verb(error).await?);
    Some(if earlier.is_empty() && !otherwise {
        scaffold!(#step,)
    } else {
        scaffold!({ #earlier #step #again })
    })
}

/// Steps that hand the error on where they are used up.
fn handed_on(repeats: &[Repeat]) -> TokenStream {
    let mut steps: Vec<&Repeat> = repeats.iter().collect();
    steps.dedup_by_key(|step| verb(step));
    let statements = steps.into_iter().map(|step| {
        let verb = format_ident!("try_{}", verb(step), span = Span::mixed_site());
        if let Repeat::Repair { code, .. } = step {
            let run = run(code);
            return scaffold! {
                let error = match call.#verb(error) {
                    ::core::result::Result::Ok(error) => { #run; continue }
                    ::core::result::Result::Err(error) => error,
                };
            };
        }
        scaffold! {
            let ::core::result::Result::Err(error) = call.#verb(error).await else { continue };
        }
    });
    statements.collect()
}

/// The runtime's method for a step. It takes the first step of its sort that is not used up, so
/// that two `retry` in a row are one call.
fn verb(repeat: &Repeat) -> &'static str {
    match repeat {
        Repeat::Retry { .. } => "backoff",
        Repeat::Wait { .. } => "wait",
        Repeat::Restart { .. } => "restart",
        Repeat::Repair { .. } => "repair",
    }
}

/// What takes the place of the error: the first fallback that succeeds, else the recovered value,
/// else the error of the last fallback.
fn instead(ending: &Ending) -> TokenStream {
    let recovered = match &ending.last {
        Last::Recover(code) => {
            let value = run(code);
            Some(scaffold!(::core::result::Result::Ok(#value)))
        }
        Last::Fail | Last::Open => None,
    };
    let outcomes: Vec<_> = ending.fallbacks.iter().map(fallback).chain(recovered).collect();
    let nested = outcomes.into_iter().rev().reduce(|next, outcome| {
        scaffold! {
            match #outcome {
                ::core::result::Result::Ok(value) => ::core::result::Result::Ok(value),
                ::core::result::Result::Err(_) => #next,
            }
        }
    });
    nested.unwrap_or_else(|| scaffold!(call.give_up(error)))
}

fn fallback(code: &Code) -> TokenStream {
    let call = run(code);
    // Located there is also what refuses a value that is no future.
    let here = Span::mixed_site().located_at(code.span);
    let (method, awaited) = (Ident::new("fallback", here), Ident::new("await", here));
    scaffold! {
        call.#method(&error, async { let value = #call; value.#awaited }).await
    }
}

/// The user's code, with the error under the name that it has there.
fn run(code: &Code) -> TokenStream {
    let Code { pattern, body, .. } = code;
    let body = match body.clone().into_iter().collect::<Vec<_>>().as_slice() {
        [TokenTree::Group(block)] if block.delimiter() == Delimiter::Brace => {
            needed_braces(block).into_token_stream()
        }
        _ => body.clone(),
    };
    if pattern.is_empty() {
        return scaffold!({ #body });
    }
    scaffold!({ let #pattern = &error; #body })
}

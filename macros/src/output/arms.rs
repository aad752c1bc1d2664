//! The arms of an expansion's `match`: what to do with the error of an attempt, by its kind.
//!
//! ```text
//! // on_rate_limit = [wait, retry]: a ladder is a `match` whose `Err` arm is the next step
//! ErrorKind::RateLimit => match call.wait(error).await {
//!     Ok(()) => Ok(()),
//!     Err(error) => call.backoff(error).await,
//! },
//! // on_quota = recover(0)
//! ErrorKind::Quota => {
//!     let error = call.conclude(error);
//!     break call.recovered(&error, Ok({ 0 }));
//! }
//! ```
//!
//! In a loop an arm is `Ok(())` if the body runs again, and `Err(error)` if its steps are used up.
//! Without a loop it needs no such `Result`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::Path;

use crate::model::Model;
use crate::model::ladders::{Ending, Ladder, Last, Repeat};
use crate::output::awaits::bounded;
use crate::output::scaffold::{located_at, run, scaffold, variant};
use crate::syntax::code::Code;

/// The code after `let error = …` in a loop.
pub(crate) fn in_loop(model: &Model) -> TokenStream {
    let arms = Arms { model, leave: scaffold!(break), pass: used_up() }.emit();
    // Without an `Ok(())` in any arm the compiler would have to guess.
    let unit = model.policy.all_repeats().all(goes_on_by_itself).then(|| scaffold!(::<(), _>));
    let failed =
        scaffold!(let ::core::result::Result #unit ::Err(error) = (#arms) else { continue };);
    let Some(otherwise) = &model.policy.otherwise else {
        // A closure in place of this would cost the compiler as much as a third of the call.
        let given_up = given_up();
        return scaffold!(#failed break #given_up;);
    };
    let instead = instead(otherwise, &model.runtime);
    scaffold! {
        #failed
        let error = call.conclude(error);
        break #instead
    }
}

/// The code after `let error = …` without a loop.
pub(crate) fn once(model: &Model) -> TokenStream {
    let Some(otherwise) = &model.policy.otherwise else {
        return Arms { model, leave: TokenStream::new(), pass: given_up() }.emit();
    };
    let arms = Arms { model, leave: scaffold!(return), pass: scaffold!(error) };
    let has_arms = arms.all().next().is_some();
    let own_steps = has_arms.then(|| {
        let arms = arms.emit();
        scaffold!(let error = #arms;)
    });
    let instead = instead(otherwise, &model.runtime);
    scaffold! {
        #own_steps
        let error = call.conclude(error);
        #instead
    }
}

fn used_up() -> TokenStream {
    scaffold!(::core::result::Result::Err(error))
}

fn given_up() -> TokenStream {
    scaffold!(::core::result::Result::Err(call.give_up(error)))
}

/// The arms of one `match`.
struct Arms<'a> {
    model: &'a Model,
    /// The keyword that ends the call with the value after it; empty for the value alone.
    leave: TokenStream,
    /// The value of an arm if the kind's own steps have not ended the call.
    pass: TokenStream,
}

impl Arms<'_> {
    fn emit(&self) -> TokenStream {
        let (arms, pass) = (self.all(), &self.pass);
        scaffold! {
            match call.kind(&error) {
                #(#arms)*
                _ => #pass,
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = TokenStream> {
        self.model.policy.ladders.iter().filter_map(|ladder| self.arm(ladder))
    }

    /// The arm of a ladder; `None` if the last arm does the same.
    fn arm(&self, ladder: &Ladder) -> Option<TokenStream> {
        let steps = self.ladder(ladder);
        if steps.is_none() && !self.is_taken_by_the_guard(ladder) {
            return None;
        }
        let (kinds, steps) = (self.kinds(ladder), steps.as_ref().unwrap_or(&self.pass));
        Some(scaffold!(#kinds => #steps,))
    }

    /// Whether the arm with the guard would match the ladder's kinds.
    fn is_taken_by_the_guard(&self, ladder: &Ladder) -> bool {
        let policy = &self.model.policy;
        let rest = policy.ladders.iter().find(|ladder| policy.is_rest(ladder));
        let has_guard = rest.is_some_and(|rest| self.ladder(rest).is_some());
        has_guard && ladder.kinds.iter().any(|kind| kind.is_transient())
    }

    /// The pattern for the ladder's kinds. If these are all the transient kinds that are left, it
    /// is a guard.
    fn kinds(&self, ladder: &Ladder) -> TokenStream {
        if self.model.policy.is_rest(ladder) {
            return scaffold!(kind if kind.is_transient());
        }
        let runtime = &self.model.runtime;
        let kinds = ladder.kinds.iter().map(|kind| variant(kind));
        scaffold!(#(#runtime::ErrorKind::#kinds)|*)
    }

    /// The steps in order; `None` if there are none.
    fn ladder(&self, ladder: &Ladder) -> Option<TokenStream> {
        let mut repeats: Vec<&Repeat> = ladder.repeats.iter().collect();
        // The runtime takes the first step of this sort that is not used up, so two `retry` in a
        // row are one call.
        repeats.dedup_by_key(|step| verb(step));
        let end = ladder.ending.as_ref().and_then(|ending| self.end(ending));
        repeats.into_iter().rev().fold(end, |next, step| Some(self.again(step, next, ladder)))
    }

    /// What follows the last step that tries again; `None` if the code after the `match` does it.
    fn end(&self, ending: &Ending) -> Option<TokenStream> {
        let Self { leave, pass, .. } = self;
        let otherwise = self.model.policy.otherwise.is_some();
        if ending.only_fails() {
            let given_up = given_up();
            return otherwise.then(|| scaffold!(#leave #given_up));
        }
        let instead = if ending.is_open() && otherwise {
            let taken = scaffold!(#leave ::core::result::Result::Ok(value));
            nested(&ending.fallbacks, &taken, pass.clone(), &self.model.runtime)
        } else {
            let instead = instead(ending, &self.model.runtime);
            scaffold!(#leave #instead)
        };
        Some(scaffold! {{
            let error = call.conclude(error);
            #instead
        }})
    }

    /// A step that tries again, and what follows when it is used up.
    fn again(&self, step: &Repeat, next: Option<TokenStream>, ladder: &Ladder) -> TokenStream {
        let Repeat::Repair { code, .. } = step else { return resend(step, next) };
        let next = next.unwrap_or_else(used_up);
        let repaired = if let Some(code) = bounded(code) {
            self.repair_in_time(&code, ladder)
        } else {
            let repair = run(code);
            // A future that is dropped repairs nothing.
            scaffold!({ #[deny(unused_must_use)] #repair; ::core::result::Result::Ok(()) })
        };
        scaffold! {
            match call.repair(error).await {
                ::core::result::Result::Ok(error) => #repaired
                ::core::result::Result::Err(error) => #next,
            }
        }
    }

    /// The code of a `repair` until the deadline, where only the end of the ladder is left. rustc has to
    /// see that no attempt follows what was cut off, because that may have moved an argument.
    fn repair_in_time(&self, code: &Code, ladder: &Ladder) -> TokenStream {
        let (repair, leave, instead) = (run(code), &self.leave, self.late(ladder));
        scaffold! {{
            let error = 'repair: {
                #[deny(unused_must_use)]
                #repair;
                continue 'call;
            };
            let error = call.conclude(error);
            #leave #instead
        }}
    }

    /// The result of a call whose deadline has passed: too late for a fallback, and never for a
    /// `recover`.
    fn late(&self, ladder: &Ladder) -> TokenStream {
        let own = ladder.ending.as_ref().filter(|ending| !ending.is_open());
        match own.or(self.model.policy.otherwise.as_ref()).map(|ending| &ending.last) {
            Some(Last::Recover(code)) => recovered(code),
            _ => given_up(),
        }
    }
}

/// Whether the code of a `repair` goes on to the next attempt by itself, and needs the loop's label.
pub(crate) fn names_the_loop(model: &Model) -> bool {
    model.policy.all_repeats().any(goes_on_by_itself)
}

fn goes_on_by_itself(step: &Repeat) -> bool {
    matches!(step, Repeat::Repair { code, .. } if bounded(code).is_some())
}

/// A step that tries again without code, and what follows when it is used up.
fn resend(step: &Repeat, next: Option<TokenStream>) -> TokenStream {
    let verb = Ident::new(verb(step), Span::mixed_site());
    let sleeps = !matches!(step, Repeat::Reask { .. } | Repeat::Enlarge { .. });
    let wait = sleeps.then(|| scaffold!(.await));
    let Some(next) = next else { return scaffold!(call.#verb(error)#wait) };
    scaffold! {
        match call.#verb(error)#wait {
            ::core::result::Result::Ok(()) => ::core::result::Result::Ok(()),
            ::core::result::Result::Err(error) => #next,
        }
    }
}

/// The runtime's method for a step.
fn verb(repeat: &Repeat) -> &'static str {
    match repeat {
        Repeat::Retry { .. } => "backoff",
        Repeat::Wait { .. } => "wait",
        Repeat::Restart { .. } => "restart",
        Repeat::Reask { .. } => "reask",
        Repeat::Enlarge { .. } => "enlarge",
        Repeat::Repair { .. } => "repair",
    }
}

/// The result instead of the error: that of the first fallback that succeeds, or the recovered
/// value, or the error of the last fallback.
fn instead(ending: &Ending, runtime: &Path) -> TokenStream {
    let recovered = match &ending.last {
        Last::Recover(code) => Some(recovered(code)),
        Last::Fail | Last::Open => None,
    };
    let (first, last) = match (recovered, ending.fallbacks.as_slice()) {
        (Some(recovered), first) => (first, recovered),
        (None, [first @ .., last]) => (first, fallback("fallback", last, runtime)),
        (None, []) => return given_up(),
    };
    nested(first, &scaffold!(::core::result::Result::Ok(value)), last, runtime)
}

/// The value of a `recover`.
fn recovered(code: &Code) -> TokenStream {
    let value = run(code);
    scaffold!(call.recovered(&error, ::core::result::Result::Ok(#value)))
}

/// Each fallback if the one before it failed, then `last`. `taken` is used for a fallback's value.
fn nested(
    fallbacks: &[Code],
    taken: &TokenStream,
    last: TokenStream,
    runtime: &Path,
) -> TokenStream {
    fallbacks.iter().rev().fold(last, |next, code| {
        let fallback = fallback("fallback_or", code, runtime);
        scaffold! {
            match #fallback {
                ::core::result::Result::Ok(value) => #taken,
                ::core::result::Result::Err(error) => #next,
            }
        }
    })
}

/// The call of a fallback.
fn fallback(method: &str, code: &Code, runtime: &Path) -> TokenStream {
    let call = run(code);
    // rustc reports what is no call, or another one, at the step's name.
    let here = Span::mixed_site().located_at(code.span);
    let other = located_at(code.span, scaffold!(#runtime::__private::other));
    let method = Ident::new(method, here);
    quote_spanned!(here=> call.#method(&error, async { #other(#call).await }).await)
}

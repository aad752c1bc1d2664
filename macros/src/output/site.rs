//! The `static Site` of a function: its name, its location, its policy and its worst case.

use std::time::Duration;

use proc_macro2::{Ident, Literal, TokenStream};
use syn::ext::IdentExt;

use crate::model::Model;
use crate::model::certificate::Certificate;
use crate::model::ladders::{Ending, Ladder, Last, Repeat};
use crate::model::policy::Policy;
use crate::output::scaffold::{scaffold, variant};
use crate::syntax::value::Backoff;

/// The site of a function, as constant data.
pub(crate) fn site(model: &Model, name: &Ident) -> TokenStream {
    let Model { runtime, policy, worst, .. } = model;
    let name = name.unraw().to_string();
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
    let only_unsent = policy.only_unsent.then(|| scaffold!(.only_unsent()));
    let low = policy.is_low.then(|| scaffold!(.low_priority()));
    let ladders = policy.ladders.iter().map(|ladder| {
        let kinds = kinds(ladder, policy);
        let endings = policy.endings_of(Some(ladder)).flat_map(ending_steps);
        let steps = ladder.repeats.iter().map(step).chain(endings);
        scaffold!(on(#kinds, &[#(#steps),*]))
    });
    let ladders = (!policy.ladders.is_empty()).then(|| scaffold!(.ladders(&[#(#ladders),*])));
    let otherwise = policy.otherwise.as_ref().map(|otherwise| {
        let steps = ending_steps(otherwise);
        scaffold!(.otherwise(&[#(#steps),*]))
    });
    let bounds = bounds(worst);
    scaffold! {
        use #runtime::__private::*;
        static SITE: Site = Site::new(#name, ::core::module_path!(), Location::caller())
            .attempts(#attempts)
            .timeout(#timeout)
            #idle
            #deadline
            #only_unsent
            #low
            #ladders
            #otherwise
            #bounds;
        &SITE
    }
}

/// The worst case.
fn bounds(worst: &Certificate) -> TokenStream {
    let (requests, sleep) = (Literal::u32_unsuffixed(worst.requests), length(worst.sleep));
    let time = worst.time.map_or_else(|| scaffold!(FOREVER), length);
    let paid = (worst.paid < worst.requests).then(|| {
        let paid = Literal::u32_unsuffixed(worst.paid);
        scaffold!(.paid(#paid))
    });
    scaffold!(.at_most(#requests, #sleep, #time) #paid)
}

fn ending_steps(ending: &Ending) -> impl Iterator<Item = TokenStream> {
    let last = match ending.last {
        Last::Fail => Some(scaffold!(Fail)),
        Last::Recover(_) => Some(scaffold!(Recover)),
        Last::Open => None,
    };
    ending.fallbacks.iter().map(|_| scaffold!(Fallback)).chain(last)
}

/// The kinds of a ladder. If these are all the transient kinds that are left, it is a short word.
fn kinds(ladder: &Ladder, policy: &Policy) -> TokenStream {
    if policy.is_rest(ladder) {
        return scaffold!(TRANSIENT);
    }
    let kinds = ladder.kinds.iter().map(|kind| variant(kind));
    scaffold!(&[#(#kinds),*])
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
        Repeat::Reask { .. } => scaffold!(reask(#attempts)),
        Repeat::Enlarge { up_to: None, .. } => scaffold!(enlarge(#attempts)),
        Repeat::Enlarge { up_to: Some(up_to), .. } => {
            let up_to = Literal::u32_unsuffixed(*up_to);
            scaffold!(enlarge_up_to(#attempts, #up_to))
        }
        Repeat::Repair { .. } => scaffold!(repair(#attempts)),
    }
}

fn range(backoff: Backoff) -> TokenStream {
    let (first, cap) = (length(backoff.first), length(backoff.cap));
    scaffold!(#first..#cap)
}

/// `seconds(8)`, or `millis(500)` if it is not a whole number of seconds.
fn length(duration: Duration) -> TokenStream {
    if duration.subsec_millis() == 0 {
        let count = Literal::u64_unsuffixed(duration.as_secs());
        return scaffold!(seconds(#count));
    }
    let count = Literal::u128_unsuffixed(duration.as_millis());
    scaffold!(millis(#count))
}

//! The conversion of a call's error into the variant that names its kind.

use proc_macro2::{Ident, Span, TokenStream};

use crate::derive::variant::Variant;
use crate::derive::write::implement;
use crate::derive::{CallError, Head};
use crate::output::scaffold::{scaffold, variant};
use crate::words::kinds::{DECODE, KINDS, Kind};

/// `FromError`, with what else it has.
pub(super) fn conversion(
    head: &Head,
    named: &TokenStream,
    content: &TokenStream,
    others: &TokenStream,
) -> TokenStream {
    let runtime = &head.runtime;
    let implementation = scaffold! {
        const KINDS: #runtime::__private::Kinds = #named;

        fn from_error(error: #runtime::Error) -> Self { #content }

        #others
    };
    implement(head, &scaffold!(#runtime::FromError), Vec::new(), &implementation)
}

fn names_all(derived: &CallError) -> bool {
    let kinds = derived.variants.iter().filter_map(Variant::kinds);
    kinds.map(<[_]>::len).sum::<usize>() == KINDS.len()
}

/// The kinds that the type names.
pub(super) fn named(derived: &CallError) -> TokenStream {
    let Head { runtime, name, .. } = &derived.head;
    if names_all(derived) {
        return scaffold!(#runtime::__private::Kinds::ALL);
    }
    let name = name.to_string();
    let kinds = derived.variants.iter().filter_map(Variant::kinds).flatten();
    let kinds = kinds.map(|kind| variant(kind));
    scaffold!(#runtime::__private::Kinds::of(#name, &[#(#runtime::ErrorKind::#kinds),*]))
}

/// The variant of an error, by its kind. What no variant names comes out of no request; it goes
/// where `decode` goes, or into the last variant.
pub(super) fn by_kind(derived: &CallError) -> TokenStream {
    let runtime = &derived.head.runtime;
    let of_calls: Vec<(&Variant, &[_])> =
        derived.variants.iter().filter_map(|it| Some((it, it.kinds()?))).collect();
    let takes_decode = |kinds: &[&Kind]| kinds.iter().any(|kind| kind.name == DECODE);
    let rest = of_calls.iter().position(|(variant, _)| variant.is_rest());
    let rest = rest.or_else(|| of_calls.iter().position(|(_, kinds)| takes_decode(kinds)));
    let rest = rest.unwrap_or(of_calls.len().saturating_sub(1));
    let it = Ident::new("error", Span::mixed_site());
    let arms = of_calls
        .iter()
        .enumerate()
        .filter(|(index, (_, kinds))| *index != rest && !kinds.is_empty());
    let arms: Vec<TokenStream> = arms
        .map(|(_, (held, kinds))| {
            let (value, kinds) = (held.with(&it), kinds.iter().map(|kind| variant(kind)));
            scaffold!(#(#runtime::ErrorKind::#kinds)|* => #value,)
        })
        .collect();
    let last = of_calls.get(rest).map(|(held, _)| held.with(&it));
    if arms.is_empty() {
        return scaffold!(#last);
    }
    scaffold!(match error.kind() { #(#arms)* _ => #last, })
}

/// The error inside, as a method of `FromError`.
pub(super) fn inside(derived: &CallError) -> TokenStream {
    let runtime = &derived.head.runtime;
    let it = Ident::new("it", Span::mixed_site());
    let content = of_calls(derived, &it, &scaffold!(#it));
    scaffold! {
        fn call_error(&self) -> ::core::option::Option<&#runtime::Error> { #content }
    }
}

/// This of the error inside; `None` for what is no error of a call.
pub(super) fn of_calls(derived: &CallError, it: &Ident, value: &TokenStream) -> TokenStream {
    let of_calls = derived.variants.iter().filter(|variant| variant.kinds().is_some());
    let patterns = of_calls.map(|variant| variant.with(it));
    let none = derived.variants.iter().any(|variant| variant.kinds().is_none());
    let none = none.then(|| scaffold!(_ => ::core::option::Option::None,));
    scaffold! {
        match self {
            #(#patterns)|* => ::core::option::Option::Some(#value),
            #none
        }
    }
}

/// `FromFallback`, of an error of any kind if all are named.
pub(super) fn of_fallback(derived: &CallError) -> Option<TokenStream> {
    let runtime = &derived.head.runtime;
    let content = scaffold! {
        fn from_fallback(error: #runtime::Error) -> Self {
            <Self as #runtime::FromError>::from_error(error)
        }
    };
    let implemented = scaffold!(#runtime::FromFallback<#runtime::Error>);
    names_all(derived).then(|| implement(&derived.head, &implemented, Vec::new(), &content))
}

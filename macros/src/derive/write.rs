//! Writes what is derived.
//!
//! ```text
//! // Input
//! #[derive(CallError)]
//! enum ChatError {
//!     #[kinds(rate_limit, service_unavailable)]
//!     Busy(openai_call::Error),
//!     #[kinds(rest)]
//!     Other(openai_call::Error),
//! }
//!
//! // Output, paths shortened
//! impl FromError for ChatError {
//!     const KINDS: Kinds = Kinds::ALL;
//!     fn from_error(error: Error) -> Self {
//!         match error.kind() {
//!             ErrorKind::RateLimit | ErrorKind::ServiceUnavailable => Self::Busy(error),
//!             _ => Self::Other(error),
//!         }
//!     }
//!     fn call_error(&self) -> Option<&Error> {
//!         match self {
//!             Self::Busy(it) | Self::Other(it) => Some(it),
//!         }
//!     }
//! }
//! // and `Display`, `Error`, `kind`, `FromFallback<Error>`, `From<Infallible>`
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Generics, WherePredicate};

use crate::derive::by_kind::{by_kind, conversion, inside, named, of_calls, of_fallback};
use crate::derive::shown::{bounds, display, error};
use crate::derive::variant::Variant;
use crate::derive::{CallError, Head};
use crate::output::scaffold::scaffold;

/// Everything, for an enum without a mistake.
pub(super) fn write(derived: &CallError) -> TokenStream {
    let CallError { head, variants, .. } = derived;
    let mut tokens = display(derived);
    tokens.extend(error(derived));
    tokens.extend(kind(head, &kind_held(derived)));
    tokens.extend(conversion(head, &named(derived), &by_kind(derived), &inside(derived)));
    tokens.extend(of_fallback(derived));
    tokens.extend(from(head, variants));
    tokens
}

/// As much as others need who name the type, so that rustc reports nothing that follows from a
/// mistake.
pub(super) fn write_mistaken(derived: &CallError) -> TokenStream {
    let CallError { head, variants, .. } = derived;
    let runtime = &head.runtime;
    let anything = scaffold!(#runtime::__private::mistaken());
    let display = scaffold!(::core::fmt::Display);
    let fmt = scaffold! {
        fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { #anything }
    };
    let mut tokens = implement(head, &display, Vec::new(), &fmt);
    if derived.is_enum {
        let error = scaffold!(::core::error::Error);
        tokens.extend(implement(head, &error, bounds(head), &TokenStream::new()));
    }
    tokens.extend(kind(head, &anything));
    let every = scaffold!(#runtime::__private::Kinds::ALL);
    let from_error = scaffold!({ let _ = error; #anything });
    tokens.extend(conversion(head, &every, &from_error, &TokenStream::new()));
    let fallback = scaffold!(#runtime::FromFallback<#runtime::Error>);
    let of_fallback = scaffold!(fn from_fallback(_: #runtime::Error) -> Self { #anything });
    tokens.extend(implement(head, &fallback, Vec::new(), &of_fallback));
    tokens.extend(from(head, variants));
    tokens
}

/// An `impl` for the type, with further bounds.
pub(super) fn implement(
    head: &Head,
    implemented: &TokenStream,
    bounds: Vec<WherePredicate>,
    content: &TokenStream,
) -> TokenStream {
    let mut generics: Generics = head.generics.clone();
    if !bounds.is_empty() {
        generics.make_where_clause().predicates.extend(bounds);
    }
    let (parameters, arguments, conditions) = generics.split_for_impl();
    let name = &head.name;
    scaffold! {
        #[automatically_derived]
        impl #parameters #implemented for #name #arguments #conditions { #content }
    }
}

/// The method `kind`.
fn kind(head: &Head, content: &TokenStream) -> TokenStream {
    let Head { runtime, visibility, name, generics } = head;
    let (parameters, arguments, conditions) = generics.split_for_impl();
    scaffold! {
        #[automatically_derived]
        impl #parameters #name #arguments #conditions {
            /// What went wrong with the call; `None` for what is no error of a call.
            #[allow(dead_code)]
            #visibility fn kind(&self) -> ::core::option::Option<#runtime::ErrorKind> { #content }
        }
    }
}

/// The kind of the error inside.
fn kind_held(derived: &CallError) -> TokenStream {
    let it = Ident::new("it", Span::mixed_site());
    of_calls(derived, &it, &scaffold!(#it.kind()))
}

/// `From`, for the variants that ask for it, and of what cannot be: a fallback that never fails.
fn from(head: &Head, variants: &[Variant]) -> TokenStream {
    let it = Ident::new("it", Span::mixed_site());
    let never = implement(
        head,
        &scaffold!(::core::convert::From<::core::convert::Infallible>),
        Vec::new(),
        &scaffold! {
            fn from(never: ::core::convert::Infallible) -> Self { match never {} }
        },
    );
    let of_values = variants.iter().filter_map(|variant| {
        let value = &variant.value().filter(|value| value.is_from)?.of;
        let made = variant.with(&it);
        let content = scaffold!(fn from(#it: #value) -> Self { #made });
        let implemented = scaffold!(::core::convert::From<#value>);
        Some(implement(head, &implemented, Vec::new(), &content))
    });
    of_values.chain([never]).collect()
}

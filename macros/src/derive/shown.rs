//! What others see of the error: its one line, and what stands behind it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::{WherePredicate, parse_quote};

use crate::derive::variant::{Holds, Value, Variant};
use crate::derive::write::implement;
use crate::derive::{CallError, Head};
use crate::output::scaffold::scaffold;
use crate::syntax::text::any_name;

/// The one line of the error or value inside, or the variant's name as a phrase.
pub(super) fn display(derived: &CallError) -> TokenStream {
    let CallError { head, variants, .. } = derived;
    let it = Ident::new("it", Span::mixed_site());
    let arms = variants.iter().map(|variant| {
        let (pattern, phrase) = (variant.with(&it), variant.phrase());
        if matches!(variant.holds, Holds::Other) {
            return scaffold!(#pattern => f.write_str(#phrase),);
        }
        scaffold!(#pattern => ::core::fmt::Display::fmt(#it, f),)
    });
    let values = generic_values(derived).map(|value| &value.of);
    let bounds = values.map(|value| parse_quote!(#value: ::core::fmt::Display)).collect();
    let content = scaffold! {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            match self { #(#arms)* }
        }
    };
    implement(head, &scaffold!(::core::fmt::Display), bounds, &content)
}

/// `Error`, whose source is that of the error inside: its own line is that of the enum.
pub(super) fn error(derived: &CallError) -> TokenStream {
    let CallError { head, variants, .. } = derived;
    let it = Ident::new("it", Span::mixed_site());
    let has_source =
        |variant: &&Variant| variant.value().map_or(variant.kinds().is_some(), |it| it.is_error);
    let arms = variants.iter().filter(has_source).map(|variant| {
        let pattern = variant.with(&it);
        scaffold!(#pattern => #it.source(),)
    });
    let none = variants.iter().any(|variant| !has_source(&variant));
    let none = none.then(|| scaffold!(_ => ::core::option::Option::None,));
    let values = generic_values(derived).filter(|value| value.is_error).map(|value| &value.of);
    let of_values = values.map(|value| parse_quote!(#value: ::core::error::Error + 'static));
    let bounds = bounds(head).into_iter().chain(of_values).collect();
    let content = scaffold! {
        fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
            use ::core::error::Error as _;
            match self { #(#arms)* #none }
        }
    };
    implement(head, &scaffold!(::core::error::Error), bounds, &content)
}

/// What `Error` needs; known of a type without parameters.
pub(super) fn bounds(head: &Head) -> Vec<WherePredicate> {
    let is_generic = head.generics.type_params().next().is_some();
    let needed = || parse_quote!(Self: ::core::fmt::Debug + ::core::fmt::Display);
    is_generic.then(needed).into_iter().collect()
}

/// The values whose types name a type parameter of the enum.
fn generic_values(derived: &CallError) -> impl Iterator<Item = &Value> {
    let is_parameter =
        |name: &str| derived.head.generics.type_params().any(|parameter| parameter.ident == name);
    let values = derived.variants.iter().filter_map(Variant::value);
    values.filter(move |value| any_name(value.of.to_token_stream(), &is_parameter))
}

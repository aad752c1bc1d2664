//! Named policies: `policy!` makes a macro that passes its keys back to the attribute.
//!
//! ```text
//! // Input
//! policy! { pub(crate) batch => retry = "transient", attempts = 6 }
//!
//! #[openai_call(policy = batch, attempts = 2)]
//! async fn chat() { … }
//!
//! // Output of `policy!`
//! macro_rules! __openai_call_policy_batch {
//!     (($($attribute:tt)*) {$($settings:tt)*} $($item:tt)*) => {
//!         #[$($attribute)*($($settings)* @ { retry = "transient", attempts = 6 })] $($item)*
//!     };
//!     (@extend ($($policy:tt)*) {$($named:tt)*}) => {
//!         $($policy)*! { $($named)* @ { retry = "transient", attempts = 6 } }
//!     };
//! }
//! pub(crate) use __openai_call_policy_batch as batch;
//!
//! // Output of the attribute, and what that expands to
//! batch! { (::openai_call::openai_call) {attempts = 2,} async fn chat() { … } }
//! #[::openai_call::openai_call(attempts = 2, @ { retry = "transient", attempts = 6 })]
//! async fn chat() { … }
//! ```
//!
//! So every key is checked where it is used and reported where it is written. The second rule is
//! for `policy! { nightly => policy = batch, … }`: the path is resolved where `nightly` is defined.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Token, Visibility};

use crate::check::check_settings;
use crate::errors::Errors;
use crate::syntax::layers::{Layers, Start};
use crate::syntax::setting::no_policy;

/// `pub(crate) batch => retry = "transient", attempts = 6`
struct NamedPolicy {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    name: Ident,
    settings: TokenStream,
}

impl Parse for NamedPolicy {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let usage = |error: syn::Error| {
            let usage =
                "write `policy! { pub(crate) name => retry = \"transient\", attempts = 6 }`";
            syn::Error::new(error.span(), usage)
        };
        let name: Ident = input.parse().map_err(usage)?;
        input.parse::<Token![=>]>().map_err(usage)?;
        no_policy(&name).map_or(Ok(()), Err)?;
        Ok(Self { attributes, visibility, name, settings: input.parse()? })
    }
}

/// The expansion of `policy!`.
pub(crate) fn name_policy(tokens: TokenStream) -> TokenStream {
    let named: NamedPolicy = match syn::parse2(tokens) {
        Ok(named) => named,
        Err(error) => return error.to_compile_error(),
    };
    let layers = Layers::split(named.settings.clone());
    let mut errors = Errors::default();
    let args = layers.args(&mut errors);
    check_settings(&args, None, &mut errors);
    match (errors.finish(), layers.start(&args)) {
        // A policy with a mistake gets no settings, so that its functions do not repeat the
        // message.
        (Err(mistakes), _) => named.define(&TokenStream::new(), Some(&mistakes)),
        (Ok(()), Some(start)) => named.extend(&start),
        (Ok(()), None) => named.define(&layers.handed_on(), None),
    }
}

impl NamedPolicy {
    /// Asks the policy that this one starts from for its settings.
    fn extend(&self, start: &Start) -> TokenStream {
        let Self { attributes, visibility, name, .. } = self;
        let Start { policy, runtime, own } = start;
        quote! {
            #policy! { @extend (#runtime::policy) {#(#attributes)* #visibility #name => #own} }
        }
    }

    fn define(&self, settings: &TokenStream, mistakes: Option<&syn::Error>) -> TokenStream {
        let Self { attributes, visibility, name, .. } = self;
        let mistakes = mistakes.map(syn::Error::to_compile_error);
        let hidden = format_ident!("__openai_call_policy_{name}");
        // An editor shows this where the policy is used.
        let docs = attributes.iter().filter(|attribute| attribute.path().is_ident("doc"));
        let declared = format!("\n`{settings}`");
        let export = matches!(visibility, Visibility::Public(_)).then(|| quote!(#[macro_export]));
        quote! {
            #mistakes
            #(#docs)*
            #[doc = #declared]
            #[doc(hidden)]
            #[allow(unused_macros)]
            #export
            macro_rules! #hidden {
                (($($attribute:tt)*) {$($settings:tt)*} $($item:tt)*) => {
                    #[$($attribute)*($($settings)* #settings)]
                    $($item)*
                };
                (@extend ($($policy:tt)*) {$($named:tt)*}) => {
                    $($policy)*! { $($named)* #settings }
                };
            }
            #(#attributes)*
            #[allow(unused_imports)]
            #visibility use #hidden as #name;
        }
    }
}

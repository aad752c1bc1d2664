//! Named policies: `policy!` makes a macro that hands its keys back to the attribute.
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
//! So every key is still checked where it is used and reported where it is written. The second rule
//! is for `policy! { nightly => policy = batch, … }`: the path means what it means there.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Path, Token, Visibility, parse_quote};

use crate::check::check_settings;
use crate::errors::Errors;
use crate::syntax::args::Args;

/// The settings of a function, and behind them those of the policies it starts from, each wider
/// than the one before it.
pub(crate) struct Layers(Vec<TokenStream>);

impl Layers {
    /// Splits at every `@ { … }` that a named policy has left.
    pub(crate) fn split(tokens: TokenStream) -> Self {
        let mut layers = vec![TokenStream::new()];
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match (&token, tokens.peek()) {
                (TokenTree::Punct(at), Some(TokenTree::Group(wider)))
                    if at.as_char() == '@' && wider.delimiter() == Delimiter::Brace =>
                {
                    layers.push(wider.stream());
                    tokens.next();
                }
                _ => layers.last_mut().into_iter().for_each(|last| last.extend([token.clone()])),
            }
        }
        Self(layers)
    }

    /// What stands in the function's own attribute.
    pub(crate) fn own(&self) -> TokenStream {
        self.0.first().cloned().unwrap_or_default()
    }

    /// The settings of every layer, where the narrower one wins.
    pub(crate) fn args(&self, errors: &mut Errors) -> Args {
        let layers = self.0.iter().map(|layer| Args::parse(layer.clone(), errors));
        layers.reduce(Args::over).unwrap_or_default()
    }

    /// The settings of every layer, for another function or policy to put its own before. Where the
    /// runtime is, each of these says for itself.
    fn handed_on(&self) -> TokenStream {
        let layers = self.0.iter().map(|layer| without("crate", layer.clone()));
        layers.map(|layer| quote!(@ { #layer })).collect()
    }

    /// Asks the policy that the function starts from for its settings; `None` if it starts from
    /// none, or if there are mistakes, which are then reported first.
    pub(crate) fn unfold(&self, item: &TokenStream) -> Option<TokenStream> {
        let Start { path, runtime, own } = Start::of(&self.own())?;
        Some(quote!(#path! { (#runtime::openai_call) {#own} #item }))
    }
}

/// Settings that start from those of a named policy.
struct Start {
    path: Path,
    runtime: Path,
    /// The settings without `policy = …`.
    own: TokenStream,
}

impl Start {
    fn of(settings: &TokenStream) -> Option<Self> {
        let mut errors = Errors::default();
        let args = Args::parse(settings.clone(), &mut errors);
        errors.finish().ok()?;
        let path = args.policy?.value;
        let runtime = args.runtime.map_or_else(|| parse_quote!(::openai_call), |it| it.value);
        Some(Self { path, runtime, own: without("policy", settings.clone()) })
    }
}

/// The settings without `key = …`.
fn without(unwanted: &str, settings: TokenStream) -> TokenStream {
    let mut kept = TokenStream::new();
    for entry in crate::syntax::args::entries(settings) {
        let is_unwanted = matches!(
            entry.clone().into_iter().next(), Some(TokenTree::Ident(key)) if key == unwanted
        );
        if !is_unwanted {
            kept.extend(quote!(#entry,));
        }
    }
    kept
}

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
        let name = input.parse().map_err(usage)?;
        input.parse::<Token![=>]>().map_err(usage)?;
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
    let mistakes = mistakes(&layers);
    match Start::of(&layers.own()) {
        Some(start) if mistakes.is_none() => named.extend(&start),
        // A policy with a mistake has no settings, so that its functions do not repeat the message.
        _ if mistakes.is_some() => named.define(&TokenStream::new(), mistakes.as_ref()),
        _ => named.define(&layers.handed_on(), None),
    }
}

impl NamedPolicy {
    /// Asks the policy that this one starts from for its settings.
    fn extend(&self, start: &Start) -> TokenStream {
        let Self { attributes, visibility, name, .. } = self;
        let Start { path, runtime, own } = start;
        quote! {
            #path! { @extend (#runtime::policy) {#(#attributes)* #visibility #name => #own} }
        }
    }

    fn define(&self, settings: &TokenStream, mistakes: Option<&TokenStream>) -> TokenStream {
        let Self { attributes, visibility, name, .. } = self;
        let hidden = format_ident!("__openai_call_policy_{name}");
        // What an editor shows where the policy is used.
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

/// What is wrong with the settings wherever they are used.
fn mistakes(layers: &Layers) -> Option<TokenStream> {
    let mut errors = Errors::default();
    let args = layers.args(&mut errors);
    check_settings(&args, None, &mut errors);
    errors.finish().err().map(|error| error.to_compile_error())
}

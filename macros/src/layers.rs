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
//! }
//! pub(crate) use __openai_call_policy_batch as batch;
//!
//! // Output of the attribute, and what that expands to
//! batch! { (::openai_call::openai_call) {attempts = 2,} async fn chat() { … } }
//! #[::openai_call::openai_call(attempts = 2, @ { retry = "transient", attempts = 6 })]
//! async fn chat() { … }
//! ```
//!
//! So every key is still checked where it is used and reported where it is written.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Path, Token, Visibility};

use crate::args::Args;
use crate::check::check_settings;
use crate::errors::Errors;

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
    pub(crate) fn args(self, errors: &mut Errors) -> Args {
        let layers = self.0.into_iter().map(|layer| Args::parse(layer, errors));
        layers.reduce(Args::over).unwrap_or_default()
    }

    /// Asks the policy that the widest layer starts from for its settings; `None` if it starts from
    /// none, or if there are mistakes, which are then reported first.
    pub(crate) fn unfold(&self, item: &TokenStream) -> Option<TokenStream> {
        let mut unseen = Errors::default();
        let args: Vec<_> =
            self.0.iter().map(|layer| Args::parse(layer.clone(), &mut unseen)).collect();
        let path = args.last().and_then(|args| args.policy.as_ref()).map(|it| it.value.clone());
        let runtime = args.iter().find_map(|args| args.runtime.as_ref()).map(|it| &it.value);
        unseen.finish().ok()?;
        let (path, runtime) =
            (path?, runtime.map_or_else(|| quote!(::openai_call), Path::to_token_stream));
        let (widest, narrower) = self.0.split_last()?;
        let widest = without_policy(widest.clone());
        let mut layers = narrower.to_vec();
        layers.push(widest);
        let mut layers = layers.into_iter();
        let own = layers.next();
        let settings = quote!(#own #(@ { #layers })*);
        Some(quote!(#path! { (#runtime::openai_call) {#settings} #item }))
    }
}

/// The settings without `policy = …`.
fn without_policy(layer: TokenStream) -> TokenStream {
    let mut kept = TokenStream::new();
    for entry in crate::args::entries(layer) {
        let is_policy = matches!(
            entry.clone().into_iter().next(), Some(TokenTree::Ident(key)) if key == "policy"
        );
        if !is_policy {
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
    let NamedPolicy { attributes, visibility, name, settings } = match syn::parse2(tokens) {
        Ok(named) => named,
        Err(error) => return error.to_compile_error(),
    };
    let mistakes = mistakes(settings.clone());
    // A policy with a mistake has no settings, so that its functions do not repeat the message.
    let settings = if mistakes.is_some() { TokenStream::new() } else { settings };
    let hidden = format_ident!("__openai_call_policy_{name}");
    let export = matches!(visibility, Visibility::Public(_)).then(|| quote!(#[macro_export]));
    quote! {
        #mistakes
        #[doc(hidden)]
        #[allow(unused_macros)]
        #export
        macro_rules! #hidden {
            (($($attribute:tt)*) {$($settings:tt)*} $($item:tt)*) => {
                #[$($attribute)*($($settings)* @ { #settings })]
                $($item)*
            };
        }
        #(#attributes)*
        #[allow(unused_imports)]
        #visibility use #hidden as #name;
    }
}

/// What is wrong with the settings wherever they are used.
fn mistakes(settings: TokenStream) -> Option<TokenStream> {
    let mut errors = Errors::default();
    let args = Args::parse(settings, &mut errors);
    if let Some(runtime) = &args.runtime {
        let message = "where the runtime is, the function says; write `crate = …` there";
        errors.push(runtime.key.span(), message);
    }
    check_settings(&args, None, &mut errors);
    errors.finish().err().map(|error| error.to_compile_error())
}

//! [`Layers`]: the settings of a function, followed by those of the named policies that it starts
//! from. The settings of a layer win over those after it. Those of a named policy are in `@ { … }`,
//! and its path is in `@ ( … )` before them.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::{Path, parse_quote};

use crate::errors::Errors;
use crate::syntax::args::{Args, entries};
use crate::syntax::text::written;

pub(crate) struct Layers {
    settings: Vec<TokenStream>,
    named: Option<TokenStream>,
}

/// Settings that start from those of a named policy.
pub(crate) struct Start {
    pub(crate) policy: Path,
    pub(crate) runtime: Path,
    /// The settings without `policy = …`.
    pub(crate) own: TokenStream,
}

impl Layers {
    /// Splits at every `@ { … }`, and takes out the path in `@ ( … )`.
    pub(crate) fn split(tokens: TokenStream) -> Self {
        let (mut layers, mut named) = (vec![TokenStream::new()], None);
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match (&token, tokens.peek()) {
                (TokenTree::Punct(at), Some(TokenTree::Group(wider)))
                    if at.as_char() == '@' && wider.delimiter() == Delimiter::Brace =>
                {
                    layers.push(wider.stream());
                    tokens.next();
                }
                (TokenTree::Punct(at), Some(TokenTree::Group(path)))
                    if at.as_char() == '@' && path.delimiter() == Delimiter::Parenthesis =>
                {
                    named = Some(path.stream());
                    tokens.next();
                }
                _ => layers.last_mut().into_iter().for_each(|last| last.extend([token.clone()])),
            }
        }
        Self { settings: layers, named }
    }

    /// The settings of the first layer: those of the function or policy itself.
    pub(crate) fn own(&self) -> TokenStream {
        self.settings.first().cloned().unwrap_or_default()
    }

    /// The path of the named policy that a function starts from.
    pub(crate) fn named(&self) -> Option<String> {
        self.named.clone().map(written)
    }

    /// The settings of all layers; those of an earlier layer win.
    pub(crate) fn args(&self, errors: &mut Errors) -> Args {
        let mut args = Args::default();
        for (depth, layer) in self.settings.iter().enumerate() {
            args.read(layer.clone(), errors);
            if depth == 0 {
                args.close_own();
            }
        }
        args
    }

    /// The policy that these settings, read as `args`, start from, if they name one.
    pub(crate) fn start(&self, args: &Args) -> Option<Start> {
        let policy = args.policy.as_ref()?.value.clone();
        let runtime = args.runtime.as_ref().map(|setting| setting.value.clone());
        Some(Start {
            policy,
            runtime: runtime.unwrap_or_else(|| parse_quote!(::openai_call)),
            own: without("policy", self.own()),
        })
    }

    /// The settings of all layers, for another function or policy that starts from them. The path
    /// of the runtime is left out, because each of these has its own.
    pub(crate) fn handed_on(&self) -> TokenStream {
        let layers = self.settings.iter().map(|layer| without("crate", layer.clone()));
        layers.map(|layer| quote!(@ { #layer })).collect()
    }
}

/// The settings without `key = …`.
fn without(unwanted: &str, settings: TokenStream) -> TokenStream {
    let mut kept = TokenStream::new();
    for entry in entries(settings) {
        let is_unwanted = matches!(
            entry.clone().into_iter().next(), Some(TokenTree::Ident(key)) if key == unwanted
        );
        if !is_unwanted {
            kept.extend(quote!(#entry,));
        }
    }
    kept
}

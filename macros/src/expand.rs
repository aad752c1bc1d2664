//! The stages of the attribute, and what is left when one of them fails.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::args::Args;
use crate::check::check;
use crate::emit::emit;
use crate::errors::Errors;
use crate::item::CallFn;

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let function = match syn::parse2::<CallFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => return beside(&error, item),
    };
    let mut errors = Errors::default();
    let args = Args::parse(args, &mut errors);
    let policy = check(&args, &function, &mut errors);
    match errors.finish() {
        Ok(()) => emit(&policy, &function),
        Err(error) => beside(&error, function.into_token_stream()),
    }
}

/// The errors beside the user's own function, so that a mistake in the attribute does not make
/// every caller of the function a mistake too, and an editor goes on completing its body.
fn beside(error: &syn::Error, item: TokenStream) -> TokenStream {
    let mut tokens = error.to_compile_error();
    tokens.extend(item);
    tokens
}

//! The stages of the attribute, and what is left when one of them fails.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::check::check;
use crate::check::signature::check_signature;
use crate::errors::Errors;
use crate::named::Layers;
use crate::output::function::emit;
use crate::output::ide::anchors;
use crate::syntax::item::CallFn;

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let function = match syn::parse2::<CallFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => return beside(&error, item),
    };
    let layers = Layers::split(args);
    if let Some(unfolded) = layers.unfold(&item) {
        return unfolded;
    }
    let mut errors = Errors::default();
    check_signature(&function, &mut errors);
    let right_signature = errors.is_empty();
    let own = layers.own();
    let args = layers.args(&mut errors);
    let policy = check(&args, &function, &mut errors);
    let anchors = anchors(&policy.runtime, &own);
    match errors.finish() {
        Ok(()) => emit(&policy, &function, &anchors),
        Err(error) if right_signature => {
            beside(&error, emit(&policy.without_steps(), &function, &anchors))
        }
        Err(error) => beside(&error, function.into_token_stream()),
    }
}

/// The errors beside the function, so that a mistake in the attribute does not make every caller of
/// the function a mistake too, and an editor goes on completing its body. Where only the settings
/// are wrong it is a call without steps; where the signature is, it is as the user wrote it.
fn beside(error: &syn::Error, item: TokenStream) -> TokenStream {
    let mut tokens = error.to_compile_error();
    tokens.extend(item);
    tokens
}

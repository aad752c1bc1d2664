//! The stages of the attribute, and what it emits if one of them fails.

use proc_macro2::TokenStream;
use quote::quote;

use crate::check::check;
use crate::check::signature::check_signature;
use crate::errors::{Errors, beside};
use crate::model::Model;
use crate::output::function::emit;
use crate::output::ide::anchors;
use crate::output::mistaken::emit_mistaken;
use crate::syntax::item::CallFn;
use crate::syntax::layers::{Layers, Start};

pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let function = match syn::parse2::<CallFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => return beside(&error, item),
    };
    let layers = Layers::split(args);
    let mut errors = Errors::default();
    let args = layers.args(&mut errors);
    let read = errors.finish();
    // A function with a mistake in its own settings does not ask its policy for the rest.
    if read.is_ok()
        && let Some(start) = layers.start(&args)
    {
        return ask_policy(&start, &item);
    }
    let mut errors = Errors::default();
    errors.take(check_signature(&function));
    errors.take(read);
    let model = check(&args, &function, &mut errors);
    let model = Model { named: layers.named(), ..model };
    let anchors = anchors(&model.runtime, &layers.own());
    match errors.finish() {
        Ok(()) => emit(&model, &function, &anchors),
        Err(error) => beside(&error, emit_mistaken(model, function, &anchors)),
    }
}

/// Calls the macro of the named policy, which adds its settings after those of the function and
/// the policy's name.
fn ask_policy(start: &Start, item: &TokenStream) -> TokenStream {
    let Start { policy, runtime, own } = start;
    quote!(#policy! { (#runtime::openai_call) {#own @ (#policy)} #item })
}

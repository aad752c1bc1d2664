//! A function whose attribute has a mistake: its signature as it was meant, and the user's code
//! where it is checked and never runs, so that rustc reports nothing that follows from the mistake.

use proc_macro2::{Group, Ident, TokenStream};
use syn::{Path, ReturnType, Signature, parse_quote};

use crate::check::code::unnamed_error;
use crate::check::signature::{
    future_output, is_blocking, is_boxed_by_async_trait, is_ours, is_surely_no_result,
};
use crate::model::Model;
use crate::output::function::{call, emit_with};
use crate::output::scaffold::{needed_braces, run, scaffold};
use crate::syntax::code::Code;
use crate::syntax::item::CallFn;

/// The function without its steps, whose code is checked beside the body.
pub(crate) fn emit_mistaken(
    model: Model,
    mut function: CallFn,
    anchors: &TokenStream,
) -> TokenStream {
    let runtime = model.runtime.clone();
    let anything = scaffold!(#runtime::__private::mistaken());
    function.attributes.retain(|attribute| !is_ours(attribute));
    // What only a step with a mistake uses is not unused.
    function
        .attributes
        .push(parse_quote!(#[allow(unused_assignments, unused_mut, unused_variables)]));
    if is_boxed_by_async_trait(&function.signature) || is_blocking(&function) {
        return emit_with(&model.without_steps(), &function, anchors, &|_: &Group| {
            anything.clone()
        });
    }
    let signature = function.signature.clone();
    let steps: Vec<TokenStream> =
        model.policy.codes().map(|code| checked(code, &signature, &runtime)).collect();
    let model = model.without_steps();
    make_async(&mut function);
    let content = |block: &Group| {
        let call = |output: &ReturnType| call(&model, &signature.ident, output, block);
        let ReturnType::Type(arrow, output) = &signature.output else {
            return no_result(&steps, block, &runtime);
        };
        if let Some(value) = future_output(output) {
            let call = call(&parse_quote!(#arrow #value));
            return scaffold! {
                let _ = async { #(#steps)* #call };
                ::core::future::pending::<#value>()
            };
        }
        if is_surely_no_result(output) {
            return no_result(&steps, block, &runtime);
        }
        let call = call(&signature.output);
        scaffold!(#(#steps)* #call)
    };
    emit_with(&model, &function, anchors, &content)
}

/// The code of a function that returns no `Result`, so that nothing is known of what it ends in.
fn no_result(steps: &[TokenStream], block: &Group, runtime: &Path) -> TokenStream {
    let block = needed_braces(block);
    scaffold! {
        let _ = async { #(#steps)* ::core::result::Result::<_, #runtime::Error>::Ok(#block) };
        #runtime::__private::mistaken()
    }
}

/// The code of a step where it never runs; what it moves is not moved for the code behind it.
fn checked(code: &Code, function: &Signature, runtime: &Path) -> TokenStream {
    let run = run(code);
    let unnamed = unnamed_error(code, Some(function)).map(|token| {
        let error = Ident::new("error", token.span());
        scaffold!(let #error = &error;)
    });
    scaffold! {
        if false {
            let error: #runtime::Error = #runtime::__private::mistaken();
            #unnamed
            let _ = #run;
            loop {}
        }
    }
}

/// Makes an `async fn` of it, unless it returns a future itself.
fn make_async(function: &mut CallFn) {
    let signature = &mut function.signature;
    signature.constness = None;
    signature.abi = None;
    match &signature.output {
        ReturnType::Type(_, output) if future_output(output).is_some() => {}
        _ => _ = signature.asyncness.get_or_insert_with(Default::default),
    }
}

//! The rules for the function. Mistakes that rustc explains well are left to rustc.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{
    Attribute, GenericArgument, GenericParam, PathArguments, ReturnType, Safety, Signature, Type,
    TypeParamBound,
};

use crate::errors::Errors;
use crate::model::policy::Answer;
use crate::syntax::args::Needs;
use crate::syntax::item::{Body, CallFn};
use crate::syntax::text::{any_name, written};

pub(crate) fn check_signature(function: &CallFn) -> syn::Result<()> {
    let mut errors = Errors::default();
    collect(function, &mut errors);
    errors.finish()
}

fn collect(function: &CallFn, errors: &mut Errors) {
    let signature = &function.signature;
    if let Body::Missing(semicolon) = &function.body {
        errors.push(
            semicolon.span,
            "a method without a body makes no request; put `#[openai_call]` on the method in the `impl`",
        );
    }
    if is_boxed_by_async_trait(signature) {
        errors.push(
            signature.ident.span(),
            "`#[async_trait]` has already rewritten this method; write a native `async fn` in the \
             trait, or call an annotated free function from the method",
        );
        return;
    }
    if is_blocking(function) {
        errors.push(
            signature.ident.span(),
            "a call is awaited and blocks nothing: write an `async fn` without `block_on`, or \
             `#[openai_call]` above an attribute such as `#[tokio::main]`",
        );
        return;
    }
    if let Some(twin) = function.attributes.iter().find(|attribute| is_ours(attribute)) {
        let message = "`#[openai_call]` is written twice; put all settings into one of the two";
        errors.push(twin.path().span(), message);
    }
    if signature.asyncness.is_none() {
        let message = format!("a call waits for its answer; write `async fn {}`", signature.ident);
        errors.push(signature.fn_token.span, message);
    }
    refuse_modifiers(signature, errors);
    check_output(signature, errors);
}

pub(crate) fn is_ours(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "openai_call")
}

fn check_output(signature: &Signature, errors: &mut Errors) {
    match &signature.output {
        ReturnType::Default => errors.push(
            signature.ident.span(),
            "a call can fail; write `-> Result<T, openai_call::Error>` behind the arguments",
        ),
        ReturnType::Type(_, output) => {
            let message = match future_output(output) {
                Some(output) => format!(
                    "an `async fn` is a future already; write `-> {}`",
                    written(output.to_token_stream())
                ),
                None if is_surely_no_result(output) => format!(
                    "a call can fail; write `Result<{}, openai_call::Error>` here",
                    written(output.to_token_stream())
                ),
                None => return,
            };
            errors.push(output.span(), message);
        }
    }
}

/// The `T` of an `impl Future<Output = T>`.
pub(crate) fn future_output(output: &Type) -> Option<&Type> {
    let Type::ImplTrait(it) = output else { return None };
    let bounds = it.bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last(),
        _ => None,
    });
    let arguments = bounds.filter_map(|bound| match &bound.arguments {
        PathArguments::AngleBracketed(it) => Some(&it.args),
        _ => None,
    });
    arguments.flatten().find_map(|argument| match argument {
        GenericArgument::AssocType(it) if it.ident == "Output" => Some(&it.ty),
        _ => None,
    })
}

/// The `E` of a `Result<T, E>`. `None` for an alias that has it inside.
pub(crate) fn error_type(output: &Type) -> Option<&Type> {
    let path = match output {
        Type::Path(path) => path,
        Type::Group(inner) => return error_type(&inner.elem),
        _ => return None,
    };
    let last = path.path.segments.last().filter(|last| last.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.iter().collect::<Vec<_>>().as_slice() {
        [_, GenericArgument::Type(error)] => Some(error),
        _ => None,
    }
}

/// Whether the type cannot be a `Result`. Most names may be an alias of one; rustc checks those.
pub(crate) fn is_surely_no_result(output: &Type) -> bool {
    const NEVER_RESULTS: &[&str] = &[
        "Arc",
        "BTreeMap",
        "Box",
        "Bytes",
        "Cow",
        "Error",
        "EventStream",
        "HashMap",
        "Option",
        "Parsed",
        "Raw",
        "Rc",
        "Reply",
        "Request",
        "RequestBuilder",
        "Response",
        "String",
        "Structured",
        "Text",
        "Value",
        "Vec",
        "bool",
        "char",
        "f32",
        "f64",
        "i8",
        "i16",
        "i32",
        "i64",
        "i128",
        "isize",
        "u8",
        "u16",
        "u32",
        "u64",
        "u128",
        "usize",
    ];
    match output {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| NEVER_RESULTS.contains(&last.ident.to_string().as_str())),
        Type::Group(inner) => is_surely_no_result(&inner.elem),
        Type::Paren(inner) => is_surely_no_result(&inner.elem),
        Type::Macro(_) | Type::Verbatim(_) | Type::Infer(_) => false,
        _ => true,
    }
}

/// Whether the type may be no `Result`, for all that its name says: `Chat` may be an alias of one.
pub(crate) fn may_be_no_result(output: &Type) -> bool {
    let Type::Path(path) = output else { return false };
    let Some(last) = path.path.segments.last().filter(|_| path.qself.is_none()) else {
        return false;
    };
    let has_an_error =
        matches!(&last.arguments, PathArguments::AngleBracketed(it) if it.args.len() > 1);
    !has_an_error && !last.ident.to_string().contains("Result")
}

/// Whether the return type contains the name `EventStream`. A stream under another name is treated
/// as a value, and only the time until its first event is counted.
pub(crate) fn names_a_stream(output: &ReturnType) -> bool {
    names(output.to_token_stream(), &["EventStream"])
}

/// What the return type says that is made of an answer. Of a type under another name nothing is asked
/// by `exhaustive`, unless the function's own keys need an answer.
pub(crate) fn answer(output: &ReturnType, needs: Needs) -> Answer {
    let names = |known: &[&str]| names(output.to_token_stream(), known);
    match needs {
        _ if names(&["Parsed", "Structured"]) => Answer::Value,
        _ if names(&["Text"]) => Answer::Text,
        Needs::Nothing => Answer::Nothing,
        Needs::Answer | Needs::Request => Answer::Value,
    }
}

fn names(tokens: TokenStream, known: &[&str]) -> bool {
    any_name(tokens, &|name| known.contains(&name))
}

fn refuse_modifiers(signature: &Signature, errors: &mut Errors) {
    if let Some(constness) = &signature.constness {
        errors.push(constness.span, "a request cannot be made while compiling; remove `const`");
    }
    if !matches!(signature.safety, Safety::Default) {
        errors.push(
            signature.safety.span(),
            "the body runs several times under a policy; remove `unsafe` and write an `unsafe` \
             block inside, where its reason can be stated",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.push(abi.extern_token.span, "an async call has no foreign abi; remove `extern`");
    }
}

/// Whether `#[async_trait]` has already rewritten the method: it expands first, and adds a lifetime
/// of this name.
pub(crate) fn is_boxed_by_async_trait(signature: &Signature) -> bool {
    signature.generics.params.iter().any(|parameter| {
        matches!(parameter, GenericParam::Lifetime(it) if it.lifetime.ident == "async_trait")
    })
}

/// Whether `#[tokio::main]` or its like has already rewritten the function: it expands first, and leaves
/// a call of `block_on`.
pub(crate) fn is_blocking(function: &CallFn) -> bool {
    let Body::Block { block, .. } = &function.body else { return false };
    function.signature.asyncness.is_none() && any_name(block.stream(), &|name| name == "block_on")
}

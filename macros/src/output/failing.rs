//! The check that the error type has a value for all that can still come out of a function.
//!
//! ```text
//! // Output for a function that fails with a `ChatError`, paths shortened
//! const _: () = {
//!     use __private::Unnamed as _;
//!     Named::<Result<(), ChatError>>::KINDS.cover(
//!         "chat",
//!         &[("3 attempts, then fail", "timeout | rate_limit"), ("fails at once", "quota")],
//!     )
//! };
//! ```
//!
//! An item cannot name the parameters of what stands around it. A type that does, or may, stands in
//! an inline `const`, which the compiler evaluates only where it makes code of the function.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::visit_mut::VisitMut;
use syn::{
    GenericArgument, GenericParam, PathArguments, ReturnType, Signature, Type, parse_quote,
    parse_quote_spanned,
};

use crate::check::signature::error_type;
use crate::model::Model;
use crate::model::failing::{Failing, failing};
use crate::output::scaffold::{EraseImplTrait, scaffold};
use crate::syntax::text::{any_name, last_name};

/// The check, if there is anything to check: `openai_call::Error` takes everything.
pub(crate) fn check(model: &Model, signature: &Signature) -> Option<TokenStream> {
    let failing = failing(&model.policy);
    let ReturnType::Type(_, output) = &signature.output else { return None };
    let error = error_type(output);
    if failing.is_empty() || error.is_some_and(is_plain) {
        return None;
    }
    let runtime = &model.runtime;
    let name = signature.ident.unraw().to_string();
    let result = result(output);
    let reasons = failing.iter().map(reason);
    let here = last_name(error.unwrap_or(output)).map_or_else(Span::mixed_site, Ident::span);
    let named = located(scaffold!(#runtime::__private::Named::), here);
    let cover = located(scaffold!(::KINDS.cover(#name, &[#(#reasons),*])), here);
    let check = scaffold! {{
        use #runtime::__private::Unnamed as _;
        #named<#result>#cover
    }};
    let may_be_item = !names_parameter(error.unwrap_or(output), signature);
    Some(if may_be_item { scaffold!(const _: () = #check;) } else { scaffold!(const #check) })
}

/// `openai_call::Error`, as it is usually written.
fn is_plain(error: &Type) -> bool {
    let Type::Path(path) = error else { return false };
    let names: Vec<String> =
        path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    match names.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["Error"] => true,
        [.., owner, "Error"] => *owner == "openai_call",
        _ => false,
    }
}

/// The return type without the `T` of a `Result<T, E>`, which is none of the check's business.
fn result(output: &Type) -> Type {
    let mut result = output.clone();
    if error_type(output).is_some()
        && let Type::Path(path) = &mut result
        && let Some(last) = path.path.segments.last_mut()
        && let PathArguments::AngleBracketed(arguments) = &mut last.arguments
        && let Some(GenericArgument::Type(value)) = arguments.args.first_mut()
    {
        *value = parse_quote!(());
    }
    EraseImplTrait(|there| parse_quote_spanned!(there=> ())).visit_type_mut(&mut result);
    result
}

fn reason(failing: &Failing) -> TokenStream {
    let (why, kinds) = (&failing.why, failing.kinds.iter().map(|kind| kind.name));
    let kinds = kinds.collect::<Vec<_>>().join(" | ");
    scaffold!((#why, #kinds))
}

/// The same tokens where rustc shall point.
fn located(tokens: TokenStream, here: Span) -> TokenStream {
    let there = |mut tree: TokenTree| {
        if let TokenTree::Group(group) = &tree {
            tree = Group::new(group.delimiter(), group.stream()).into();
        }
        tree.set_span(Span::mixed_site().located_at(here));
        tree
    };
    tokens.into_iter().map(there).collect()
}

/// Whether a type names a parameter of the function or of the `impl` around it, as far as names
/// say.
fn names_parameter(error: &Type, signature: &Signature) -> bool {
    let own = signature.generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(it) => it.lifetime.ident.to_string(),
        GenericParam::Type(it) => it.ident.to_string(),
        GenericParam::Const(it) => it.ident.to_string(),
    });
    let own: Vec<String> = own.chain(["Self".to_owned()]).collect();
    let is_method = signature.receiver().is_some();
    any_name(error.to_token_stream(), &|name| {
        own.iter().any(|it| it == name) || may_be_of_impl(name, is_method)
    })
}

/// What stands around the function is not known. In a free function, or one that seems to be free,
/// only a short name is taken for a parameter; in a method every name but that of an error.
fn may_be_of_impl(name: &str, is_method: bool) -> bool {
    let is_type = name.starts_with(char::is_uppercase);
    let is_error = name == "Infallible" || (name.ends_with("Error") && name.len() > 6);
    is_type && if is_method { !is_error } else { name.len() < 3 }
}

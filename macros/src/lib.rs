//! The macros of [openai-call](https://docs.rs/openai-call). This crate is private: depend on that
//! crate, which re-exports the macros with their documentation.

mod check;
mod derive;
mod errors;
mod expand;
mod model;
mod named;
mod output;
mod syntax;
#[cfg(test)]
mod tests;
mod words;

#[expect(missing_docs, reason = "documented where it is re-exported, so that its examples run")]
#[proc_macro_attribute]
pub fn openai_call(
    args: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    expand::expand(args.into(), item.into()).into()
}

#[expect(missing_docs, reason = "documented where it is re-exported, so that its examples run")]
#[proc_macro]
pub fn policy(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    named::name_policy(tokens.into()).into()
}

#[expect(missing_docs, reason = "documented where it is re-exported, so that its examples run")]
#[proc_macro_derive(CallError, attributes(call_error, from, kinds, source))]
pub fn call_error(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive::derive(item.into()).into()
}

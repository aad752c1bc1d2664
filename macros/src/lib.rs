//! The attribute behind [openai-call](https://docs.rs/openai-call). Private: depend on that crate,
//! which re-exports the attribute with its documentation.

mod args;
mod check;
mod duration;
mod emit;
mod errors;
mod expand;
mod instrument;
mod item;
mod kinds;
mod options;
mod policy;
mod signature;
#[cfg(test)]
mod tests;
mod value;

#[expect(missing_docs, reason = "documented where it is re-exported, so that its examples run")]
#[proc_macro_attribute]
pub fn openai_call(
    args: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    expand::expand(args.into(), item.into()).into()
}

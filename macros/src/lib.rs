//! The attribute behind [openai-call](https://docs.rs/openai-call). Private: depend on that crate,
//! which re-exports the attribute with its documentation.

mod args;
mod certificate;
mod check;
mod contradictions;
mod docs;
mod duration;
mod emit;
mod errors;
mod expand;
mod ide;
mod instrument;
mod item;
mod kinds;
mod ladders;
mod layers;
mod options;
mod policy;
mod promises;
mod rungs;
mod scaffold;
mod signature;
mod step;
mod steps;
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

#[expect(missing_docs, reason = "documented where it is re-exported, so that its examples run")]
#[proc_macro]
pub fn policy(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    layers::name_policy(tokens.into()).into()
}

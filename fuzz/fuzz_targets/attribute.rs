//! Any settings on a function are expanded or refused: never a panic, and never without a function.
#![no_main]
#![allow(dead_code, reason = "the modules are the attribute's own")]

use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;

#[path = "../../macros/src/check/mod.rs"]
mod check;
#[path = "../../macros/src/errors.rs"]
mod errors;
#[path = "../../macros/src/expand.rs"]
mod expand;
#[path = "../../macros/src/model/mod.rs"]
mod model;
#[path = "../../macros/src/output/mod.rs"]
mod output;
#[path = "../../macros/src/syntax/mod.rs"]
mod syntax;
#[path = "../../macros/src/words/mod.rs"]
mod words;

const FUNCTION: &str = "async fn ask(client: &Client) -> Result<Value, Error> { client.get(\"models\") }";

fuzz_target!(|settings: &str| {
    let Ok(settings) = settings.parse::<TokenStream>() else { return };
    let Ok(function) = FUNCTION.parse::<TokenStream>() else { return };
    let expansion = expand::expand(settings, function).to_string();
    assert!(expansion.contains("fn ask"), "{expansion}");
});

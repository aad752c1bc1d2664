//! Any settings on a function are expanded or refused: never a panic, and never without a function.
#![no_main]
#![allow(dead_code, reason = "the modules are the attribute's own")]

use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;

#[path = "../../macros/src/args.rs"]
mod args;
#[path = "../../macros/src/certificate.rs"]
mod certificate;
#[path = "../../macros/src/check.rs"]
mod check;
#[path = "../../macros/src/contradictions.rs"]
mod contradictions;
#[path = "../../macros/src/docs.rs"]
mod docs;
#[path = "../../macros/src/duration.rs"]
mod duration;
#[path = "../../macros/src/emit.rs"]
mod emit;
#[path = "../../macros/src/errors.rs"]
mod errors;
#[path = "../../macros/src/expand.rs"]
mod expand;
#[path = "../../macros/src/ide.rs"]
mod ide;
#[path = "../../macros/src/instrument.rs"]
mod instrument;
#[path = "../../macros/src/item.rs"]
mod item;
#[path = "../../macros/src/kinds.rs"]
mod kinds;
#[path = "../../macros/src/ladders.rs"]
mod ladders;
#[path = "../../macros/src/layers.rs"]
mod layers;
#[path = "../../macros/src/options.rs"]
mod options;
#[path = "../../macros/src/policy.rs"]
mod policy;
#[path = "../../macros/src/promises.rs"]
mod promises;
#[path = "../../macros/src/rungs.rs"]
mod rungs;
#[path = "../../macros/src/scaffold.rs"]
mod scaffold;
#[path = "../../macros/src/signature.rs"]
mod signature;
#[path = "../../macros/src/step.rs"]
mod step;
#[path = "../../macros/src/steps.rs"]
mod steps;
#[path = "../../macros/src/value.rs"]
mod value;

const FUNCTION: &str = "async fn ask(client: &Client) -> Result<Value, Error> { client.get(\"models\") }";

fuzz_target!(|settings: &str| {
    let Ok(settings) = settings.parse::<TokenStream>() else { return };
    let Ok(function) = FUNCTION.parse::<TokenStream>() else { return };
    let expansion = expand::expand(settings, function).to_string();
    assert!(expansion.contains("fn ask"), "{expansion}");
});

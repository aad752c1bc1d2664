//! Any token that is taken for a duration of the attribute is shown as one that reads the same.
#![no_main]
#![allow(dead_code, reason = "the modules are the attribute's own, and little of them is needed here")]

use libfuzzer_sys::fuzz_target;

#[path = "../../macros/src/errors.rs"]
mod errors;
#[path = "../../macros/src/syntax/mod.rs"]
mod syntax;
#[path = "../../macros/src/words/mod.rs"]
mod words;

use std::time::Duration;

use syntax::duration::shown;
use syntax::spanned::Spanned;

fuzz_target!(|text: &str| {
    let Ok(written) = syn::parse_str::<Spanned<Duration>>(text) else { return };
    let again = syn::parse_str::<Spanned<Duration>>(&shown(written.value)).map(|again| again.value);
    assert_eq!(again.ok(), Some(written.value), "{text}");
});

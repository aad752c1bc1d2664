//! Any token that is taken for a duration of the attribute is shown as one that reads the same.
#![no_main]
#![allow(dead_code, reason = "the module is the attribute's own, and it needs less of it here")]

use libfuzzer_sys::fuzz_target;

#[path = "../../macros/src/duration.rs"]
mod duration;

use duration::{Written, shown};

fuzz_target!(|text: &str| {
    let Ok(written) = syn::parse_str::<Written>(text) else { return };
    let again = syn::parse_str::<Written>(&shown(written.value)).map(|again| again.value);
    assert_eq!(again.ok(), Some(written.value), "{text}");
});

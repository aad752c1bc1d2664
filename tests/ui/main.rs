//! What must not compile, and what the compiler then says; what must compile without a warning.
#![deny(warnings, rust_2024_compatibility)]

mod pass;
mod table;

#[test]
fn diagnostics() {
    trybuild::TestCases::new().compile_fail("fail/*.rs");
}

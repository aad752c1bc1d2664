//! What must not compile, and what the compiler then says; what must compile without a warning.

mod table;

#[test]
fn diagnostics() {
    trybuild::TestCases::new().compile_fail("ui/fail/*.rs");
}

#[test]
fn policies() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}

//! The documentation of a function.

use super::expand;

/// The lines of the documentation.
fn docs(args: &str) -> String {
    let expansion = expand(args, "async fn f() -> Result<T, E> { a }");
    let docs = expansion.lines().filter(|line| line.starts_with("///"));
    docs.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn names_what_a_fallback_calls() {
    let docs =
        docs("on_quota = [fallback(|_| mini(client, &messages)), fallback({ log(); ask() })]");
    let steps = "falls back to `mini(client, &messages)`; then falls back to another call";
    assert!(docs.contains(&format!("| `quota` | {steps} | 1 |")), "{docs}");
}

#[test]
fn keeps_a_bar_of_the_code_inside_of_its_cell() {
    let docs = docs("otherwise = fallback(ask(a | b))");
    assert!(docs.contains(r"falls back to `ask(a \| b)` | 1 |"), "{docs}");
}

#[test]
fn names_the_policy() {
    let docs = docs("timeout = 1s, @ (policies::batch) @ { attempts = 4 }");
    assert!(
        docs.contains("/// # Errors\n///\n/// Starts from the policy `policies::batch`.\n///\n")
    );
}

#[test]
fn a_stream_can_be_interrupted_and_a_value_cannot() {
    let docs = docs("on_stream_interrupted = retry");
    assert!(!docs.contains("stream_interrupted"), "{docs}");
    let stream = expand("", "async fn f() -> Result<EventStream<T>, E> { a }");
    assert!(stream.contains("`stream_interrupted`"), "{stream}");
}

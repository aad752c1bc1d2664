//! The attribute expands with any tokens in it: to a call, or to errors beside the function.

use proptest::prelude::*;

use super::tokens;

const FUNCTION: &str = "async fn f(client: &Client) -> Result<T, E> { client.get(\"a\") }";

const WORDS: &[&str] = &[
    "retry",
    "attempts",
    "backoff",
    "timeout",
    "deadline",
    "crate",
    "on_rate_limit",
    "on_quota",
    "on_timeout",
    "retries",
    "=",
    "==",
    ",",
    "|",
    "..",
    "..=",
    "-",
    "wait",
    "fail",
    "fixed",
    "up_to",
    "none",
    "transient",
    "\"transient\"",
    "\"timeout, conflict\"",
    "0",
    "1",
    "3",
    "101",
    "1s",
    "0s",
    "8s",
    "500ms",
    "2min",
    "1.5s",
    "7m",
    "true",
    "'a'",
    "::openai_call",
    "r#on",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "#",
    "$",
];

const KINDS: &[&str] = &[
    "rate_limit",
    "quota",
    "rest",
    "answer",
    "limits",
    ",",
    ",",
    "#[kinds(rest)]",
    "#[from]",
    "#[kinds]",
    "E(F)",
    "E { f: F }",
    "(",
    ")",
    "{",
    "}",
    "'a",
    "1",
    "|",
];

/// A sequence of words with balanced brackets, as the compiler passes them on.
fn balanced(words: &[&str]) -> String {
    let mut text = String::new();
    let mut open = Vec::new();
    for word in words {
        let closing = match *word {
            "(" => Some(")"),
            "[" => Some("]"),
            "{" => Some("}"),
            _ => None,
        };
        match closing {
            Some(closing) => open.push(closing),
            None if [")", "]", "}"].contains(word) => {
                if open.last() != Some(word) {
                    continue;
                }
                open.pop();
            }
            None => {}
        }
        text.push_str(word);
        text.push(' ');
    }
    open.iter().rev().for_each(|closing| text.push_str(closing));
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_settings_expand(words in prop::collection::vec(prop::sample::select(WORDS), 0..24)) {
        let expansion = crate::expand::expand(tokens(&balanced(&words)), tokens(FUNCTION));
        let file: syn::File = syn::parse2(expansion).unwrap();
        let is_function = |item: &syn::Item| matches!(item, syn::Item::Fn(it) if it.sig.ident == "f");
        prop_assert_eq!(file.items.iter().filter(|item| is_function(item)).count(), 1);
    }

    #[test]
    fn any_enum_derives(words in prop::collection::vec(prop::sample::select(KINDS), 0..12)) {
        let item = format!("enum A {{ #[kinds({})] B(C), {} D }}", balanced(&words), balanced(&words));
        prop_assert!(!crate::derive::derive(tokens(&item)).is_empty());
    }

    #[test]
    fn any_item_expands(words in prop::collection::vec(prop::sample::select(WORDS), 0..24)) {
        let item = format!("async fn f {} {{ a }}", balanced(&words));
        prop_assert!(!crate::expand::expand(tokens(""), tokens(&item)).is_empty());
    }
}

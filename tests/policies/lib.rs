//! Policies that another crate starts from.

use openai_call::{Error, policy};

policy! {
    /// For jobs that nobody waits for.
    pub unhurried => attempts = 5, backoff = fixed(1min), timeout = 10s
}

policy! {
    /// As [`unhurried`], and never without an answer.
    pub never_empty =>
        policy = unhurried,
        attempts = 2,
        otherwise = recover(|error| ::openai_call_tests_policies::apology(error))
}

/// What to say in place of an answer.
pub fn apology(error: &Error) -> String {
    format!("sorry: {} after {}", error.kind(), error.attempts().len())
}

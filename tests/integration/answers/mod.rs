//! Answers that are none: cut, refused, empty or ill-formed, and the steps for them.

mod bounds;
mod enlarge;
mod failures;
mod groups;
mod reask;
mod streams;
mod usage;

use openai_call::testing::FakeApi;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, PartialEq)]
pub(crate) struct Invoice {
    total: f64,
}

const GOOD: &str = r#"{ "total": 12.0 }"#;
const WRONG: &str = r#"{ "total": "twelve" }"#;

/// The bodies that were asked for.
fn asked(api: &FakeApi) -> Vec<Value> {
    api.requests().iter().map(|request| request.json().clone()).collect()
}

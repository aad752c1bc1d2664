//! Named policies.

use openai_call::{Client, Error, openai_call, policy};
use serde_json::Value;

policy! { brisk => attempts = 2, timeout = 10s }

mod policies {
    use openai_call::policy;

    policy! {
        /// For what nobody waits for.
        pub(crate) batch => retry = "transient", attempts = 6, deadline = 1h
    }
    policy! { pub(crate) nightly => policy = batch, on_conflict = fail }
    policy! { pub(super) quick => policy = super::brisk, retry = timeout }
}

#[openai_call(policy = brisk)]
async fn models(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

struct Nightly;

impl Nightly {
    #[openai_call(policy = policies::nightly, attempts = 8)]
    async fn models(&self, client: &Client) -> Result<Value, Error> {
        client.get("models")
    }
}

trait Models {
    async fn models(&self, client: &Client) -> Result<Value, Error>;
}

impl Models for Nightly {
    #[openai_call(policy = crate::pass::named_policies::policies::quick)]
    async fn models(&self, client: &Client) -> Result<Value, Error> {
        client.get("models")
    }
}

#[test]
fn compile() {
    let _ = (models, Nightly::models, <Nightly as Models>::models);
}

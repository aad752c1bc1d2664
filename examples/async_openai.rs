//! The calls and types of async-openai, with the errors handled here.
//!
//! `cargo run --example async_openai --features openai-call-examples/async-openai` needs neither a key
//! nor a network.

use async_openai::middleware::ReqwestService;
use async_openai::types::models::ListModelResponse;
use async_openai::{Client, config::OpenAIConfig};
use openai_call::testing::FakeApi;
use openai_call::{Error, openai_call};
use serde_json::json;

#[openai_call(attempts = 4, backoff = 100ms..1s, deadline = 30s)]
async fn models(client: &Client<OpenAIConfig>) -> Result<ListModelResponse, Error> {
    client.models().list().await
}

/// A client without retries of its own. With them, each attempt here would be several there, which
/// the deadline only cuts off, and of which neither the certificate nor the history knows.
fn client(url: String) -> Result<Client<OpenAIConfig>, Error> {
    let config = OpenAIConfig::new().with_api_base(url).with_api_key("sk-fake");
    let http =
        reqwest::Client::builder().no_proxy().build().map_err(openai_call::Classify::classify)?;
    Ok(Client::with_config(config).with_http_service(ReqwestService::new(http)))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let client = client(api.url())?;

    api.status(500)
        .status(429)
        .json(json!({ "error": { "message": "Please try again in 300ms." } }));
    api.reply(json!({
        "object": "list",
        "data": [{ "id": "gpt-4o-mini", "object": "model", "created": 0, "owned_by": "openai" }],
    }));
    for model in models(&client).await?.data {
        println!("{} after {} requests", model.id, api.requests().len());
    }

    let quota = json!({ "error": { "message": "No credit.", "code": "insufficient_quota" } });
    api.status(429).json(quota);
    if let Err(error) = models(&client).await {
        println!("{error}");
    }
    Ok(())
}

//! What calls cost.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Reply, Text, Usage, openai_call};
use serde_json::{Value, json};

#[openai_call(backoff = 1ms..2ms, on_truncated = enlarge)]
async fn text(client: &Client, model: &str) -> Result<Text, Error> {
    client
        .post("chat/completions")
        .json(&json!({ "model": model, "max_tokens": 9, "messages": [] }))
}

#[openai_call]
async fn reply(client: &Client, model: &str) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&json!({ "model": model, "messages": [] }))
}

/// A million tokens of input and of output, or what is said.
fn said(reason: &str, tier: &str, usage: &Value) -> Value {
    json!({
        "choices": [{ "message": { "content": "Hello" }, "finish_reason": reason }],
        "service_tier": tier, "usage": usage,
    })
}

fn million() -> Value {
    json!({ "prompt_tokens": 1_000_000, "completion_tokens": 1_000_000 })
}

fn near(dollars: Option<f64>, expected: f64) -> bool {
    dollars.is_some_and(|dollars| (dollars - expected).abs() < 1e-9)
}

#[tokio::test(start_paused = true)]
async fn a_call_costs_what_all_of_its_attempts_do() {
    let api = FakeApi::in_memory();
    let client = api.client();
    api.reply(said("length", "default", &million())).reply(said("stop", "default", &million()));
    let text = text(&client, "gpt-4o-mini").await.expect("an answer");
    assert!(near(text.cost().expect("a count").dollars(), 2.0 * 0.75), "{:?}", text.cost());
    let failed = &text.attempts().failed()[0];
    assert!(near(failed.cost().expect("a count").dollars(), 0.75), "{failed:?}");
    assert!(near(client.spent().dollars(), 1.5), "{}", client.spent());
}

#[tokio::test(start_paused = true)]
async fn tiers_batches_and_caches_have_prices_of_their_own() {
    let api = FakeApi::in_memory();
    let client = api.client();
    api.reply(said("stop", "default", &million())).reply(said("stop", "flex", &million()));
    let standard = reply(&client, "o3").await.expect("an answer").cost().expect("a count");
    let flex = reply(&client, "o3").await.expect("an answer").cost().expect("a count");
    assert!(near(standard.dollars(), 10.0) && near(flex.dollars(), 5.0), "{standard} {flex}");
    let usage: Usage = serde_json::from_value(million()).expect("a count");
    assert!(near(usage.cost_of("o3").dollars(), 10.0));
    assert!(near(usage.batch_cost_of("o3").dollars(), 5.0));
    let cached = json!({
        "prompt_tokens": 1_000_000, "prompt_tokens_details": { "cached_tokens": 1_000_000 },
        "completion_tokens": 0,
    });
    let cached: Usage = serde_json::from_value(cached).expect("a count");
    assert!(near(cached.cost_of("gpt-4o-mini").dollars(), 0.075));
}

#[tokio::test(start_paused = true)]
async fn a_model_without_a_price_is_not_free() {
    let api = FakeApi::in_memory();
    let client = api.client();
    api.reply(said("stop", "default", &million())).reply(said("stop", "default", &million()));
    let own = reply(&client, "my-own-model").await.expect("an answer").cost().expect("a count");
    assert_eq!((own.dollars(), own.known_dollars()), (None, 0.0));
    reply(&client, "gpt-4o-mini").await.expect("an answer");
    let spent = client.spent();
    assert_eq!(spent.dollars(), None);
    assert!(near(Some(spent.known_dollars()), 0.75));
    assert_eq!(spent.unpriced().collect::<Vec<_>>(), ["my-own-model"]);
    let text = "$0.750000, and what `my-own-model` costs, of which no price is known";
    assert_eq!(spent.to_string(), text);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_counts_has_no_cost() {
    let api = FakeApi::in_memory().reply(json!({ "choices": [] }));
    let answer = reply(&api.client(), "gpt-4o-mini").await.expect("an answer");
    assert_eq!(answer.cost(), None);
}

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Parsed, Reply, Text, openai_call};
use serde_json::{Value, json};

use super::Invoice;

#[openai_call(backoff = 1ms..2ms, on_truncated = enlarge)]
async fn chat(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "max_tokens": 100, "messages": [] }))
}

fn said(text: &str, reason: &str, output: u64) -> Value {
    json!({
        "choices": [{ "message": { "content": text }, "finish_reason": reason }],
        "usage": {
            "prompt_tokens": 10,
            "prompt_tokens_details": { "cached_tokens": 4 },
            "completion_tokens": output,
            "completion_tokens_details": { "reasoning_tokens": 1 },
            "total_tokens": 10 + output,
        },
        "service_tier": "flex",
    })
}

#[tokio::test(start_paused = true)]
async fn the_tokens_of_all_attempts_are_counted() {
    let api = FakeApi::in_memory();
    api.reply(said("Hel", "length", 3)).status(500).reply(said("Hello", "stop", 5));
    let text = chat(&api.client()).await.unwrap();
    let usage = text.usage().unwrap();
    assert_eq!((usage.input_tokens(), usage.output_tokens(), usage.total_tokens()), (20, 8, 28));
    assert_eq!((usage.cached_tokens(), usage.reasoning_tokens()), (8, 2));
    assert_eq!(usage.service_tier(), Some("flex"));
    let failed = text.attempts().failed();
    assert_eq!(failed[0].usage().unwrap().output_tokens(), 3);
    assert_eq!(failed[1].usage(), None);
    assert_eq!(text.attempts().usage().unwrap().output_tokens(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_failed_within_a_success_was_paid_for() {
    let mut failed = said("Hel", "stop", 3);
    failed["error"] = json!({ "message": "no", "code": "server_error" });
    let api = FakeApi::in_memory().reply(failed).reply(said("Hello", "stop", 5));
    let text = chat(&api.client()).await.unwrap();
    assert_eq!(text.usage().unwrap().output_tokens(), 8);
}

#[tokio::test(start_paused = true)]
async fn an_error_says_what_was_paid_for_nothing() {
    let api = FakeApi::in_memory();
    api.reply(said("Hel", "length", 3)).reply(said("Hello Hel", "length", 6));
    let error = chat(&api.client()).await.unwrap_err();
    assert_eq!(error.usage().unwrap().output_tokens(), 6);
    assert_eq!(error.attempts().usage().unwrap().output_tokens(), 9);
}

#[tokio::test(start_paused = true)]
async fn a_recovered_answer_counts_what_was_paid() {
    #[openai_call(on_invalid_output = recover(|error| Parsed::recovered(Invoice { total: 0.0 }, error)))]
    async fn extract(client: &Client) -> Result<Parsed<Invoice>, Error> {
        client.post("chat/completions").json(&json!({ "messages": [] }))
    }

    let api = FakeApi::in_memory().reply(said("no json", "stop", 2));
    let invoice = extract(&api.client()).await.unwrap();
    assert_eq!(invoice.usage().unwrap().output_tokens(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_tokens_of_a_call_count_for_its_fallback() {
    #[openai_call(on_truncated = fallback(whole(client)))]
    async fn cut(client: &Client) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "messages": [] }))
    }

    #[openai_call]
    async fn whole(client: &Client) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "messages": [] }))
    }

    let api = FakeApi::in_memory().reply(said("Hel", "length", 3)).reply(said("Hello", "stop", 5));
    assert_eq!(cut(&api.client()).await.unwrap().usage().unwrap().output_tokens(), 8);
}

#[tokio::test(start_paused = true)]
async fn a_reply_counts_its_own_attempt_as_before() {
    #[openai_call]
    async fn reply(client: &Client) -> Result<Reply<Value>, Error> {
        client.post("chat/completions").json(&json!({ "messages": [] }))
    }

    let api = FakeApi::in_memory().reply(said("Hello", "stop", 5));
    assert_eq!(reply(&api.client()).await.unwrap().usage().unwrap().total_tokens(), 15);
}

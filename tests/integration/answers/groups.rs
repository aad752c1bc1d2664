use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, Text, openai_call, policy};
use serde_json::json;

policy! { careful => on_answer = recover(|error| Text::recovered(error.kind().name(), error)) }
policy! { enlarging => on_truncated = enlarge, on_invalid_output = reask, on_refusal = fail }

#[openai_call(policy = careful)]
async fn chat(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
}

#[tokio::test(start_paused = true)]
async fn a_group_takes_every_kind_of_answer() {
    let api = FakeApi::in_memory().truncated("Hel").refusal("No.").no_output();
    for name in ["truncated", "refusal", "no_output"] {
        assert_eq!(&*chat(&api.client()).await.unwrap(), name);
    }
}

/// Keys of a named policy that do not apply to a function are ignored.
#[tokio::test]
async fn a_named_policy_may_have_keys_for_answers_that_a_function_does_not_give() {
    #[openai_call(policy = enlarging)]
    async fn models(client: &Client) -> Result<serde_json::Value, Error> {
        client.get("models")
    }

    #[openai_call(policy = enlarging)]
    async fn by_hand(url: &str) -> Result<Text, Error> {
        openai_call::reqwest::Client::new().post(url).json(&json!({ "max_tokens": 1 }))
    }

    let api = FakeApi::start().await.reply(json!({ "object": "list" })).truncated("Hel");
    assert_eq!(models(&api.client()).await.unwrap()["object"], "list");
    let url = format!("{}/chat/completions", api.url());
    assert_eq!(by_hand(&url).await.unwrap_err().kind(), ErrorKind::Truncated);
}

/// A body may say itself what the answer is.
#[tokio::test(start_paused = true)]
async fn the_result_of_another_client_may_be_of_any_kind() {
    #[openai_call(on_no_output = retry, on_truncated = recover(0))]
    async fn other(script: &crate::support::Script) -> Result<usize, Error> {
        script.next()
    }

    let empty = crate::support::error(ErrorKind::NoOutput);
    let script = crate::support::Script::of([empty.clone(), empty]);
    assert_eq!(other(&script).await.unwrap(), 3);
    let cut = crate::support::Script::always(crate::support::error(ErrorKind::Truncated));
    assert_eq!((other(&cut).await.unwrap(), cut.asked()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn any_does_not_repeat_what_was_answered() {
    #[openai_call(backoff = 1ms..2ms, on_any = [retry, recover(|error| {
        Text::recovered(error.kind().name(), error)
    })], on_permanent = fail)]
    async fn chat(client: &Client) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
    }

    let api = FakeApi::in_memory().truncated("Hel").status(500).reply("Hello");
    let client = api.client();
    assert_eq!(&*chat(&client).await.unwrap(), "truncated");
    assert_eq!(&*chat(&client).await.unwrap(), "Hello");
    api.assert_finished();
}

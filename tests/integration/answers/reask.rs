use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, Parsed, Step, Stopped, openai_call};
use serde_json::{Value, json};

use super::{GOOD, Invoice, WRONG, asked};

#[openai_call(on_invalid_output = reask)]
async fn chat(client: &Client) -> Result<Parsed<Invoice>, Error> {
    client.post("chat/completions").json(&json!({
        "z": 1,
        "model": "m",
        "messages": [{ "role": "system", "content": "Be exact." }],
        "a": { "z": 1, "a": 2 },
    }))
}

#[openai_call(on_invalid_output = [reask(attempts = 2), fail])]
async fn respond(client: &Client, input: &Value) -> Result<Parsed<Invoice>, Error> {
    client.post("responses").json(&json!({ "model": "m", "input": input }))
}

#[tokio::test(start_paused = true)]
async fn the_model_is_told_what_was_wrong() {
    let api = FakeApi::in_memory().reply(WRONG).reply(GOOD);
    let invoice = chat(&api.client()).await.unwrap();
    assert_eq!((invoice.total, invoice.attempts().len()), (12.0, 2));
    let [first, second] = asked(&api).try_into().unwrap();
    let turns = second["messages"].as_array().unwrap();
    assert_eq!(turns[..1], first["messages"].as_array().unwrap()[..]);
    assert_eq!(turns[1], json!({ "role": "assistant", "content": WRONG }));
    assert_eq!(turns[2]["role"], "user");
    let told = turns[2]["content"].as_str().unwrap();
    for word in ["in `total`", "invalid type: string", "expected f64"] {
        assert!(told.contains(word), "{told}");
    }
    assert_eq!(turns.len(), 3);
}

/// The order of members matters to models: they answer in the order of a schema's properties.
#[tokio::test(start_paused = true)]
async fn the_other_members_stay_as_they_were_written() {
    let api = FakeApi::in_memory().reply(WRONG).reply(GOOD);
    chat(&api.client()).await.unwrap();
    let bodies: Vec<String> =
        api.requests().iter().map(|it| String::from_utf8(it.body().to_vec()).unwrap()).collect();
    let (before, _) = bodies[0].split_once(r#""messages""#).unwrap();
    assert!(bodies[1].starts_with(before), "{} {}", bodies[0], bodies[1]);
    let (_, after) = bodies[0].rsplit_once(']').unwrap();
    assert!(bodies[1].ends_with(after), "{} {}", bodies[0], bodies[1]);
}

#[tokio::test(start_paused = true)]
async fn only_the_last_wrong_answer_is_kept() {
    let api = FakeApi::in_memory().reply(WRONG).reply("[]").reply("{}");
    let error = chat(&api.client()).await.unwrap_err();
    assert_eq!((error.attempts().len(), error.stopped()), (3, Some(Stopped::Attempts)));
    assert_eq!(error.output(), Some("{}"));
    let asked = asked(&api);
    assert_eq!(asked[2]["messages"].as_array().unwrap().len(), 3);
    assert_eq!(asked[2]["messages"][1]["content"], "[]");
}

#[tokio::test(start_paused = true)]
async fn the_responses_api_is_told_in_its_input() {
    let turn = json!({ "role": "user", "content": "12 for a chair" });
    for input in [json!("12 for a chair"), json!([turn])] {
        let api = FakeApi::in_memory().reply(WRONG).reply(GOOD);
        respond(&api.client(), &input).await.unwrap();
        let turns = &asked(&api)[1]["input"];
        assert_eq!(turns[0], turn);
        assert_eq!(turns[1], json!({ "role": "assistant", "content": WRONG }));
        assert_eq!(turns[2]["role"], "user");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_said_stays_for_attempts_of_another_kind() {
    #[openai_call(backoff = 1ms..2ms, on_invalid_output = reask)]
    async fn chat(client: &Client) -> Result<Parsed<Invoice>, Error> {
        client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
    }

    let api = FakeApi::in_memory().reply(WRONG).status(500).reply(GOOD);
    chat(&api.client()).await.unwrap();
    let asked = asked(&api);
    assert_eq!(asked[1], asked[2]);
}

#[tokio::test(start_paused = true)]
async fn a_request_without_a_conversation_hands_on() {
    #[openai_call(on_invalid_output = [reask, recover(|error| {
        assert_eq!(error.stopped(), Some(Stopped::Unchangeable));
        Parsed::recovered(Invoice { total: 0.0 }, error)
    })])]
    async fn complete(client: &Client) -> Result<Parsed<Invoice>, Error> {
        client.post("completions").json(&json!({ "model": "m", "prompt": "Hello" }))
    }

    let api = FakeApi::in_memory().reply(WRONG);
    let invoice = complete(&api.client()).await.unwrap();
    assert_eq!((invoice.total, invoice.attempts().len()), (0.0, 1));
    assert_eq!(invoice.fallback_of().unwrap().kind(), ErrorKind::InvalidOutput);
}

#[tokio::test(start_paused = true)]
async fn the_policy_has_the_step() {
    let api = FakeApi::in_memory().invalid_output().times(3);
    let error = chat(&api.client()).await.unwrap_err();
    let ladder = error.site().unwrap().policy().ladder(ErrorKind::InvalidOutput).unwrap();
    assert!(matches!(ladder.steps(), [Step::Reask { attempts: 3, .. }]), "{ladder:?}");
    assert_eq!(error.site().unwrap().bounds().requests(), 3);
}

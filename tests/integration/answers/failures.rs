use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, Parsed, Stopped, Text, openai_call};
use serde_json::json;

use super::{GOOD, Invoice, WRONG};

#[openai_call]
async fn chat(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
}

#[openai_call]
async fn respond(client: &Client) -> Result<Text, Error> {
    client.post("responses").json(&json!({ "model": "m", "input": "Hello" }))
}

#[openai_call]
async fn extract(client: &Client) -> Result<Parsed<Invoice>, Error> {
    client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
}

#[tokio::test(start_paused = true)]
async fn a_whole_answer_is_its_text() {
    let api = FakeApi::in_memory().reply("Hello").times(2);
    let client = api.client();
    let said = chat(&client).await.unwrap();
    assert_eq!((&*said, said.to_string(), said.len()), ("Hello", "Hello".to_owned(), 5));
    assert_eq!(said.request_id(), Some("req_1"));
    assert_eq!(said.status().unwrap(), 200);
    assert_eq!(respond(&client).await.unwrap().into_inner(), "Hello");
}

/// No kind of answer is tried again unless that is declared.
#[tokio::test(start_paused = true)]
async fn what_is_no_answer_fails_at_once_with_what_was_said() {
    let api = FakeApi::in_memory();
    api.truncated("Hel").times(2).refusal("No.").times(2).no_output().times(2);
    let client = api.client();
    let rows = [
        (ErrorKind::Truncated, "Hel", "length", "max_output_tokens"),
        (ErrorKind::Refusal, "No.", "is a refusal", "is a refusal"),
        (ErrorKind::NoOutput, "", "said nothing", "said nothing"),
    ];
    for (kind, output, of_chat, of_response) in rows {
        let errors = [
            (chat(&client).await.unwrap_err(), of_chat),
            (respond(&client).await.unwrap_err(), of_response),
        ];
        for (error, words) in errors {
            assert_eq!(error.kind(), kind);
            assert_eq!(error.output(), Some(output));
            let may_differ = kind == ErrorKind::NoOutput;
            let stopped = if may_differ { Stopped::Declared } else { Stopped::Permanent };
            assert_eq!((error.attempts().len(), error.stopped()), (1, Some(stopped)));
            assert_eq!(error.status().unwrap(), 200);
            assert!(error.request_id().is_some());
            assert!(error.message().contains(words), "{error}");
            assert_eq!(error.usage().unwrap().output_tokens(), output.len().div_ceil(4) as u64);
        }
    }
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn an_ill_formed_answer_says_where_and_not_what() {
    let api = FakeApi::in_memory().reply(WRONG).invalid_output().reply(GOOD);
    let client = api.client();
    let error = extract(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidOutput);
    assert!(error.message().contains("in `total`"), "{error}");
    assert!(!error.to_string().contains("twelve"), "{error}");
    assert_eq!(error.output(), Some(WRONG));
    assert_eq!(extract(&client).await.unwrap_err().kind(), ErrorKind::InvalidOutput);
    assert_eq!(*extract(&client).await.unwrap(), Invoice { total: 12.0 });
}

#[tokio::test(start_paused = true)]
async fn a_fence_around_the_json_does_no_harm() {
    let api = FakeApi::in_memory().reply(format!("```json\n{GOOD}\n```"));
    assert_eq!(extract(&api.client()).await.unwrap().into_inner(), Invoice { total: 12.0 });
}

#[tokio::test(start_paused = true)]
async fn another_shape_is_a_decode_error_that_says_so() {
    let api = FakeApi::in_memory().reply(json!({ "object": "list", "data": [] }));
    let error = chat(&api.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("expected a chat completion"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_error_in_a_success_stays_that_error() {
    let api = FakeApi::in_memory();
    api.reply(json!({ "error": { "message": "no money", "code": "insufficient_quota" } }));
    assert_eq!(chat(&api.client()).await.unwrap_err().kind(), ErrorKind::Quota);
}

/// A model may be told to repeat its input, and an error is shown in logs.
#[tokio::test]
async fn no_key_is_left_in_what_was_said() {
    let key = "sk-proj-0123456789";
    let api = FakeApi::start().await.refusal(format!("{key} is no question."));
    let client = Client::builder().base_url(api.url()).api_key(key).build().unwrap();
    let error = chat(&client).await.unwrap_err();
    assert!(!error.output().unwrap().contains(key), "{:?}", error.output());
}

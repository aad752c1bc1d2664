//! What a success carries, and the ways to make and to decode one.

use std::time::Duration;

use openai_call::testing::FakeApi;
use openai_call::{
    Classify, Client, Error, ErrorKind, FromResponse, Raw, Reply, Response, Stopped, openai_call,
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::wire::support::{KEY, chat, client};

#[tokio::test]
async fn a_reply_knows_its_request_id_limits_usage_attempts_and_site() -> Result<(), Error> {
    let api = FakeApi::start().await.status(500).reply("hello");
    api.header("x-ratelimit-limit-requests", "60")
        .header("x-ratelimit-remaining-requests", "59")
        .header("x-ratelimit-reset-requests", "1s");
    let reply = chat(&api.client()).await?;

    assert_eq!(reply.request_id(), Some("req_2"));
    let limit = reply.rate_limits().requests().unwrap();
    assert_eq!((limit.limit(), limit.remaining()), (Some(60), Some(59)));
    assert_eq!(limit.reset(), Some(Duration::from_secs(1)));
    assert_eq!(reply.rate_limits().tokens(), None);

    let usage = reply.usage().unwrap();
    assert_eq!(Value::from(usage.input_tokens()), reply["usage"]["prompt_tokens"]);
    assert_eq!(Value::from(usage.output_tokens()), reply["usage"]["completion_tokens"]);
    assert_eq!(usage.total_tokens(), usage.input_tokens() + usage.output_tokens());

    let failed = reply.attempts().failed();
    assert_eq!((reply.attempts().len(), failed.len()), (2, 1));
    assert_eq!(failed[0].kind(), ErrorKind::ServerError);
    assert_eq!(failed[0].status().unwrap(), 500);
    assert_eq!(failed[0].request_id(), Some("req_1"));
    assert!(reply.attempts().waited() > Duration::ZERO);
    assert!(reply.elapsed() >= reply.attempts().waited() + failed[0].elapsed());

    assert_eq!(reply.site().name(), "chat");
    assert_eq!(reply.site().module(), "integration::wire::support");
    assert!(reply.site().place().file().ends_with("support.rs"));
    assert_eq!(reply.site().policy().attempts(), 3);
    assert_eq!(reply.into_inner()["object"], "chat.completion");
    Ok(())
}

#[tokio::test]
async fn the_usage_of_a_response_has_the_same_names() -> Result<(), Error> {
    #[openai_call]
    async fn respond(client: &Client) -> Result<Reply<Value>, Error> {
        client.post("responses").json(&json!({ "input": "hi" }))
    }

    let api = FakeApi::start().await.reply("hello").reply(json!({ "data": [], "usage": "much" }));
    let reply = respond(&api.client()).await?;
    let usage = reply.usage().unwrap();
    assert_eq!(Value::from(usage.input_tokens()), reply["usage"]["input_tokens"]);
    assert_eq!(Value::from(usage.output_tokens()), reply["usage"]["output_tokens"]);
    assert_eq!(respond(&api.client()).await?.usage(), None, "nonsense is no usage, and no failure");
    Ok(())
}

#[tokio::test]
async fn a_raw_reply_has_its_body_untouched() -> Result<(), Box<dyn std::error::Error>> {
    #[openai_call(attempts = 2, backoff = 1ms..2ms)]
    async fn raw(client: &Client) -> Result<Raw, Error> {
        client.get("files/file-1/content")
    }

    let body = &b"{\"error\": \"this is what the file says\"}\n\xff\0"[..];
    let api = FakeApi::start().await.status(500).status(206).body(body).header("x-it", "7");
    let raw = raw(&api.client()).await?;
    assert_eq!(raw.status(), 206);
    assert_eq!(raw.headers()["x-it"], "7");
    assert_eq!(raw.request_id(), Some("req_2"));
    assert_eq!(raw.attempts().len(), 2);
    assert_eq!(raw.site().name(), "raw");
    assert_eq!(raw.into_inner().bytes().await?, body);
    Ok(())
}

#[tokio::test]
async fn a_request_of_reqwest_is_sent_by_the_same_policy() {
    #[openai_call(attempts = 2, backoff = 1ms..2ms)]
    async fn models(http: &reqwest::Client, url: &str) -> Result<Reply<Value>, Error> {
        http.get(format!("{url}/models")).bearer_auth("sk-own")
    }

    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let api = FakeApi::start().await.status(500).reply("hello").status(401);
    let reply = models(&http, &api.url()).await.unwrap();
    assert_eq!(reply.attempts().len(), 2);
    let error = models(&http, &api.url()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(api.requests()[2].header("authorization"), Some("Bearer sk-own"));
    api.assert_finished();
}

#[tokio::test]
async fn the_result_of_another_client_is_sorted_by_its_classify() {
    struct Busy(u32);

    impl Classify for Busy {
        fn classify(self) -> Error {
            Error::new(ErrorKind::ServiceUnavailable, format!("busy for {} users", self.0))
        }
    }

    #[openai_call(attempts = 3, backoff = 1ms..2ms)]
    async fn other(answers: &mut Vec<Result<&'static str, Busy>>) -> Result<&'static str, Error> {
        answers.remove(0)
    }

    let mut answers = vec![Err(Busy(1)), Ok("hello"), Err(Busy(2)), Err(Busy(3)), Err(Busy(4))];
    assert_eq!(other(&mut answers).await.unwrap(), "hello");
    let error = other(&mut answers).await.unwrap_err();
    assert_eq!(error.message(), "busy for 4 users");
    assert_eq!(error.stopped(), Some(Stopped::Attempts));
    assert!(answers.is_empty());
}

#[tokio::test]
async fn ones_own_decoding_is_part_of_the_attempt() -> Result<(), Error> {
    struct Speech(Vec<u8>);

    impl FromResponse for Speech {
        async fn from_response(response: Response) -> Result<Self, Error> {
            assert_eq!(response.status(), 200);
            if response.headers().contains_key("x-garbled") {
                return Err(Error::new(ErrorKind::ServerError, "garbled"));
            }
            Ok(Self(response.bytes().await?.to_vec()))
        }
    }

    #[openai_call(attempts = 3, backoff = 1ms..2ms)]
    async fn speak(client: &Client) -> Result<Speech, Error> {
        client.post("audio/speech").json(&json!({ "input": "hm" }))
    }

    let api = FakeApi::start().await;
    api.reply("").header("x-garbled", "1").status(200).body("cut off").cut();
    api.status(200).body(&b"\0hm"[..]);
    assert_eq!(speak(&api.client()).await?.0, b"\0hm");
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn fifty_calls_share_one_client() {
    #[openai_call]
    async fn echo(client: &Client, number: usize) -> Result<Value, Error> {
        client.post("chat/completions").json(&json!({ "model": format!("model-{number}") }))
    }

    let api = FakeApi::start().await;
    let client = client(&api.url());
    let mut calls = JoinSet::new();
    for number in 0..50 {
        let client = client.clone();
        calls.spawn(async move { (number, echo(&client, number).await) });
    }
    for (number, answer) in calls.join_all().await {
        assert_eq!(answer.unwrap()["model"], format!("model-{number}"));
    }
    assert_eq!(api.requests().len(), 50);
    let authorized = |it: &str| it == format!("Bearer {KEY}");
    assert!(api.requests().iter().all(|it| it.header("authorization").is_some_and(authorized)));
}

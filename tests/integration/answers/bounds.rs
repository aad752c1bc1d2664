//! No sequence of answers takes a function beyond its worst case.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Parsed, openai_call};
use serde_json::json;

use super::{Invoice, WRONG};

#[openai_call(
    attempts = 7,
    backoff = 1ms..2ms,
    on_truncated = [enlarge(attempts = 3, up_to = 300), fail],
    on_invalid_output = [reask(attempts = 2), retry(attempts = 4)],
    on_no_output = retry(attempts = 2),
    on_refusal = fail,
)]
async fn extract(client: &Client) -> Result<Parsed<Invoice>, Error> {
    client.post("chat/completions").json(&json!({ "max_tokens": 100, "messages": [] }))
}

#[openai_call(max_requests = 4, retry = "none", on_rate_limit = fail, on_truncated = enlarge(
    attempts = 3,
), on_invalid_output = reask(attempts = 2))]
async fn promised(client: &Client) -> Result<Parsed<Invoice>, Error> {
    client.post("chat/completions").json(&json!({ "max_tokens": 100, "messages": [] }))
}

/// Scripts as many answers as no function asks for, of random sorts.
async fn random_api(random: &mut fastrand::Rng) -> FakeApi {
    let api = FakeApi::start().await;
    for _ in 0..12 {
        match random.u8(..5) {
            0 => api.reply(WRONG),
            1 => api.truncated("{"),
            2 => api.no_output(),
            3 => api.status(500),
            _ => api.invalid_output(),
        };
    }
    api
}

#[tokio::test]
async fn no_sequence_of_answers_makes_more_requests_than_promised() {
    let mut random = fastrand::Rng::with_seed(11);
    let mut most = 0;
    for round in 0..60 {
        let api = random_api(&mut random).await;
        let error = extract(&api.client()).await.unwrap_err();
        let bounds = error.site().unwrap().bounds();
        let requests = api.requests().len();
        assert!(requests <= bounds.requests() as usize, "round {round}: {:?}", error.attempts());
        assert_eq!(requests, error.attempts().len());
        most = most.max(requests);
    }
    assert_eq!(most, 7, "the worst case is reached");

    for round in 0..60 {
        let api = random_api(&mut random).await;
        let error = promised(&api.client()).await.unwrap_err();
        assert!(api.requests().len() <= 4, "round {round}: {:?}", error.attempts());
    }
}

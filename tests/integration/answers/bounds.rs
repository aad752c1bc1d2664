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

/// Scripts this many answers of random sorts, none of which is one.
fn random_api(count: usize) -> FakeApi {
    let mut random = fastrand::Rng::with_seed(11);
    let api = FakeApi::in_memory();
    for _ in 0..count {
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

#[tokio::test(start_paused = true)]
async fn no_sequence_of_answers_makes_more_requests_than_promised() {
    let api = random_api(2_000);
    let client = api.client();
    let (mut before, mut most) = (0, 0);
    for round in 0..100 {
        for error in [extract(&client).await.unwrap_err(), promised(&client).await.unwrap_err()] {
            let attempts = error.attempts();
            let bounds = error.site().unwrap().bounds();
            assert!(attempts.len() <= bounds.requests() as usize, "round {round}: {attempts:?}");
            before += attempts.len();
            most = most.max(attempts.len());
        }
        assert_eq!(api.requests().len(), before, "round {round}");
    }
    assert_eq!(most, 7, "the worst case is reached");
}

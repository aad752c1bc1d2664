//! The steps for what was answered, under random answers: no request and no payment beyond the
//! certificate.

use fastrand::Rng;
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Parsed, Request, Site, openai_call};
use serde::Deserialize;
use serde_json::json;

use crate::support::unguarded;

const CALLS: usize = 400;

#[derive(Debug, Deserialize)]
struct Invoice {
    #[serde(rename = "total")]
    _total: f64,
}

fn ask(client: &Client) -> Request {
    client.post("chat/completions").json(&json!({ "max_tokens": 100, "messages": [] }))
}

#[openai_call(
    attempts = 8,
    backoff = 1ms..3ms,
    on_invalid_output = reask(attempts = 3),
    on_truncated = enlarge(attempts = 4, up_to = 1_000),
    on_no_output = retry,
)]
async fn patient(client: &Client) -> Result<Parsed<Invoice>, Error> {
    ask(client)
}

#[openai_call(
    retry = "none",
    backoff = 1ms..2ms,
    on_rate_limit = wait(attempts = 6),
    on_invalid_output = [reask(attempts = 2), retry],
    on_truncated = enlarge,
)]
async fn narrow(client: &Client) -> Result<Parsed<Invoice>, Error> {
    ask(client)
}

#[openai_call(replay = "unsent", attempts = 5, backoff = 1ms..2ms, on_context_length = repair(()))]
async fn careful(client: &Client) -> Result<Parsed<Invoice>, Error> {
    ask(client)
}

/// Scripts an answer to one request; true if it has to be paid for.
fn script(api: &FakeApi, rng: &mut Rng) -> bool {
    let (_, is_paid) = match rng.u32(0..12) {
        0 => (api.status(500), true),
        1 | 2 => (api.status(429).header("retry-after-ms", "1"), false),
        3 => (api.disconnect(), true),
        4 => {
            let error = json!({ "error": { "code": "context_length_exceeded" } });
            (api.status(400).json(error), false)
        }
        5 | 6 => (api.truncated("Hel"), true),
        7 | 8 => (api.invalid_output(), true),
        9 => (api.no_output(), true),
        10 => (api.refusal("I cannot."), true),
        _ => (api.reply(r#"{ "total": 12.0 }"#), true),
    };
    is_paid
}

fn site(outcome: &Result<Parsed<Invoice>, Error>) -> &'static Site {
    match outcome {
        Ok(invoice) => invoice.site(),
        Err(error) => error.site().expect("it is annotated"),
    }
}

#[tokio::test(start_paused = true)]
async fn no_call_asks_or_pays_more_than_its_certificate_says() {
    let api = FakeApi::in_memory();
    let client = unguarded(&api);
    let mut rng = Rng::with_seed(11);
    let (mut is_paid, mut asked, mut most) = (Vec::new(), 0, 0);
    for call in 0..CALLS {
        while is_paid.len() < asked + 8 {
            is_paid.push(script(&api, &mut rng));
        }
        let outcome = match call % 3 {
            0 => patient(&client).await,
            1 => narrow(&client).await,
            _ => careful(&client).await,
        };
        let (before, bounds) = (asked, site(&outcome).bounds());
        asked = api.requests().len();
        let (requests, paid) =
            (asked - before, is_paid[before..asked].iter().filter(|it| **it).count());
        assert!(requests <= bounds.requests() as usize, "{requests} requests; {outcome:?}");
        assert!(paid <= bounds.paid() as usize, "{paid} to pay for; {bounds:?}, {outcome:?}");
        if let Err(error) = &outcome {
            assert_eq!(error.may_have_run(), paid > 0, "{error}");
        }
        most = most.max(paid);
    }
    assert!(most >= 4, "the steps were tried: {most} answers were paid for at most");
}

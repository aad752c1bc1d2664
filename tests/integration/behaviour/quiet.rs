//! What one refusal costs those who make few calls: as long as the server has asked, and no guess at a limit.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Text, openai_call};
use serde_json::json;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

#[openai_call(attempts = 2, on_rate_limit = wait(up_to = 10s))]
async fn chat(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

async fn timed(client: &Client) -> Duration {
    let begun = Instant::now();
    chat(client).await.expect("an answer");
    begun.elapsed()
}

/// The only retry is the last attempt, too.
#[tokio::test(start_paused = true)]
async fn who_is_alone_waits_as_long_as_the_server_asks() {
    for (calls_before, seconds) in [(0, 2), (0, 3), (0, 9), (1, 3), (10, 3), (60, 3)] {
        let api = FakeApi::in_memory();
        let client = api.client();
        for _ in 0..calls_before {
            api.reply("Hello.");
            timed(&client).await;
        }
        api.status(429).retry_after(seconds).reply("Hello.");
        let (asked, took) = (Duration::from_secs(seconds), timed(&client).await);
        assert!(took >= asked && took < asked.mul_f64(1.2), "{took:?} after {calls_before}");
    }
}

/// A limit that is guessed of one refusal is not far from one that is not there.
#[tokio::test(start_paused = true)]
async fn the_calls_after_a_refusal_are_not_held_up_for_long() {
    let api = FakeApi::in_memory().status(429).retry_after(3).reply("Hello.").times(201);
    let client = api.client();
    timed(&client).await;
    let mut took = Vec::new();
    for _ in 0..200 {
        took.push(timed(&client).await);
    }
    let all: Duration = took.iter().sum();
    let longest = took.iter().max().expect("some");
    assert!(*longest <= Duration::from_millis(1_500), "{took:?}");
    assert!(all <= Duration::from_secs(20), "{all:?} {took:?}");
}

/// Who makes a call now and then was not too fast.
#[tokio::test(start_paused = true)]
async fn refusals_now_and_then_do_not_slow_down_who_makes_few_calls() {
    let api = FakeApi::in_memory();
    let client = api.client();
    for seconds in [1, 1, 5, 1] {
        api.status(429).retry_after(seconds).reply("Hello.");
        timed(&client).await;
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
    api.reply("Hello.").times(20);
    let mut took = Vec::new();
    for _ in 0..20 {
        took.push(timed(&client).await);
    }
    let all: Duration = took.iter().sum();
    assert!(all <= Duration::from_secs(20), "{all:?} {took:?}");
}

/// The last attempt waits for more room than the server asks for, but gives up no call for it.
#[tokio::test(start_paused = true)]
async fn the_last_attempt_goes_before_its_patience_ends() {
    #[openai_call(attempts = 2, on_rate_limit = wait(up_to = 4s))]
    async fn hurried(client: &Client) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
    }
    for limit in ["500", "3"] {
        let api = FakeApi::in_memory();
        api.status(429).header("x-ratelimit-limit-requests", limit).retry_after(3).reply("Hello.");
        hurried(&api.client()).await.expect("an answer");
        assert_eq!(api.requests().len(), 2);
    }
}

/// A pace that no server has asked for is no reason to give up.
#[tokio::test(start_paused = true)]
async fn who_has_been_patient_goes_where_nothing_is_known_of_a_limit() {
    #[openai_call(on_rate_limit = wait(up_to = 2s))]
    async fn impatient(client: Client) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
    }
    let api = FakeApi::in_memory().reply("Hello.").delay(Duration::from_secs(8)).times(200);
    let client = api.client();
    let begun = Instant::now();
    let calls = (0..200).map(|_| impatient(client.clone()));
    for outcome in calls.collect::<tokio::task::JoinSet<_>>().join_all().await {
        outcome.expect("an answer");
    }
    assert!(begun.elapsed() <= Duration::from_secs(11), "{:?}", begun.elapsed());
}

/// Some servers refuse now and then whatever the rate is.
#[tokio::test(start_paused = true)]
async fn refusals_by_chance_lose_no_call() {
    #[openai_call]
    async fn once_a_second(client: Client) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
    }
    let (api, mut random) = (FakeApi::in_memory(), fastrand::Rng::with_seed(12));
    for _ in 0..900 {
        if random.u8(..10) == 0 {
            api.status(429).retry_after(1);
        } else {
            api.reply("Hello.").delay(Duration::from_secs(1));
        }
    }
    let (client, mut calls) = (api.client(), tokio::task::JoinSet::new());
    for _ in 0..300 {
        calls.spawn(once_a_second(client.clone()));
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    // Three tries are all refused in one of a thousand.
    let lost = calls.join_all().await.into_iter().filter(Result::is_err).count();
    assert!(lost <= 3, "{lost} calls are lost");
}

/// Whatever a server has said, it is asked again: it may be well, or have meant something else.
#[tokio::test(start_paused = true)]
async fn no_delay_shuts_a_model_off_for_more_than_ten_minutes() {
    for (delay, is_heard) in [("86400", true), ("999999999", true), ("1764079852", false)] {
        let api = FakeApi::in_memory().status(429).header("retry-after", delay);
        api.reply("Hello.").times(3);
        let client = api.client();
        assert_eq!(chat(&client).await.is_err(), is_heard, "{delay}");
        tokio::time::sleep(Duration::from_secs(9 * 60)).await;
        assert_eq!(chat(&client).await.is_err(), is_heard, "{delay}");
        assert_eq!(api.requests().len(), if is_heard { 1 } else { 3 }, "{delay}");
        tokio::time::sleep(Duration::from_secs(62)).await;
        chat(&client).await.unwrap_or_else(|error| panic!("{delay}: {error}"));
    }
}

/// A limit for a second is not taken for one of a minute, which would hold up those who keep to it.
#[tokio::test(start_paused = true)]
async fn a_limit_for_a_second_is_not_paced_by_the_minute() {
    #[openai_call]
    async fn patient(client: &Client) -> Result<Text, Error> {
        client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
    }

    for (limit, every_ms) in [(10, 200), (10, 110), (2, 600), (5, 500), (1, 2_000)] {
        let api = FakeApi::in_memory();
        api.reply("Hello.").times(100);
        api.header("x-ratelimit-limit", &limit.to_string());
        api.header("x-ratelimit-remaining", &(limit - 1).to_string());
        api.header("x-ratelimit-reset", "1");
        let client = api.client();
        let every = Duration::from_millis(every_ms);
        let calls: JoinSet<_> = (0..100)
            .map(|n| {
                let client = client.clone();
                async move {
                    tokio::time::sleep(every * n).await;
                    patient(&client).await.map(drop)
                }
            })
            .collect();
        let lost = calls.join_all().await.into_iter().filter(Result::is_err).count();
        assert_eq!(lost, 0, "{limit} a second, a call every {every_ms} ms");
    }
}

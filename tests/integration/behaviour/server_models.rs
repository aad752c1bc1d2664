//! Server models through whole calls.

use std::time::Duration;

use openai_call::testing::{FakeApi, LimitHeaders, Load, RetryAfter, ServerModel};
use openai_call::{Client, Error, ErrorKind, Reply, openai_call};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::support::{ms, unguarded};

pub(super) fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[openai_call(attempts = 1)]
pub(super) async fn once(client: &Client, tokens: usize) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&json!({ "max_tokens": tokens }))
}

pub(super) fn played(model: ServerModel) -> (FakeApi, Client) {
    let api = FakeApi::in_memory().model(model);
    let client = unguarded(&api);
    (api, client)
}

#[tokio::test(start_paused = true)]
async fn what_is_admitted_gets_the_script_with_the_headers_of_the_model() {
    let (api, client) = played(ServerModel::window(3).tokens(10_000));
    api.reply("Hello").status(500).header("x-ratelimit-limit-requests", "7");
    let reply = once(&client, 100).await.unwrap();
    assert_eq!(reply["choices"][0]["message"]["content"], "Hello");
    let limits = reply.rate_limits();
    assert_eq!(limits.requests().unwrap().remaining(), Some(2));
    assert_eq!(limits.tokens().unwrap().remaining(), Some(9_900));
    let error = once(&client, 100).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status().map(|it| it.as_u16())),
        (ErrorKind::ServerError, Some(500))
    );
    assert_eq!(error.headers()["x-ratelimit-limit-requests"], "7");
    api.assert_finished();
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_told_in_the_words_of_the_service() {
    let (_api, client) = played(
        ServerModel::bucket(2).tokens(1_000).transit(ms(0)..ms(0)).latency(secs(3)..secs(3)),
    );
    once(&client, 600).await.unwrap();
    let error = once(&client, 600).await.unwrap_err();
    assert_eq!((error.kind(), error.error_type()), (ErrorKind::RateLimit, Some("tokens")));
    assert_eq!(
        error.message(),
        "Rate limit reached on tokens per min (TPM): Limit 1000, Used 550, Requested 600. \
         Please try again in 9s."
    );
    let error = once(&client, 2_000).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RequestTooLarge);
    once(&client, 1).await.unwrap();
    let error = once(&client, 1).await.unwrap_err();
    assert_eq!((error.kind(), error.error_type()), (ErrorKind::RateLimit, Some("requests")));
    assert!((secs(20)..secs(30)).contains(&error.retry_after().unwrap()), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_names_its_delay_in_the_headers_or_the_message_or_not_at_all() {
    let delays = [
        (RetryAfter::Exact, Some(ms(29_750))),
        (RetryAfter::Message, Some(ms(29_750))),
        (RetryAfter::Seconds, Some(secs(30))),
        (RetryAfter::Missing, None),
        (RetryAfter::Zero, Some(secs(0))),
    ];
    for (retry_after, delay) in delays {
        let model = ServerModel::bucket(2).headers(LimitHeaders::Missing).retry_after(retry_after);
        let (_api, client) = played(model.transit(ms(0)..ms(0)).latency(ms(250)..ms(250)));
        once(&client, 1).await.unwrap();
        once(&client, 1).await.unwrap();
        let error = once(&client, 1).await.unwrap_err();
        let told = error.retry_after().map(|told| told.max(ms(1)));
        let delay = delay.map(|delay| delay.max(ms(1)));
        let early = delay.zip(told).map(|(delay, told)| delay.saturating_sub(told));
        assert!(told.is_some() == delay.is_some() && early <= Some(ms(500)), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_answer_leaves_is_there_once_it_is_complete() {
    let model = ServerModel::unlimited().tokens(1_000).refunds().latency(secs(9)..secs(9));
    let (api, client) = played(model);
    api.reply("Hello").times(9);
    let (first, meanwhile) = tokio::join!(once(&client, 900), async {
        sleep(secs(5)).await;
        once(&client, 900).await
    });
    let (first, refused) = (first.unwrap(), meanwhile.unwrap_err());
    assert_eq!(refused.kind(), ErrorKind::RateLimit);
    assert!(first.usage().unwrap().total_tokens() < 20);
    once(&client, 900).await.unwrap();
    assert!(timeout(secs(1), once(&client, 900)).await.is_err());
    assert!(once(&client, 900).await.is_err(), "who hangs up gets nothing back");
}

#[tokio::test(start_paused = true)]
async fn requests_overtake_each_other_on_their_way() {
    for (transit, in_order) in [(ms(30)..ms(30), true), (ms(5)..ms(60), false)] {
        let (api, client) = played(ServerModel::unlimited().transit(transit));
        Load::new(30).run(&api, |n| once(&client, n)).await;
        let arrived = api.requests();
        let arrived = arrived.iter().map(|request| request.json()["max_tokens"].as_u64());
        assert_eq!(arrived.collect::<Vec<_>>().is_sorted(), in_order);
    }
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_headers_reaches_the_reply() {
    let told = [
        (LimitHeaders::OpenAi, Some(59)),
        (LimitHeaders::Gateway, Some(59)),
        (LimitHeaders::Missing, None),
        (LimitHeaders::LimitOnly, None),
        (LimitHeaders::Negative, None),
        (LimitHeaders::NothingLeft, Some(0)),
        (LimitHeaders::PerDay, Some(9_000)),
        (LimitHeaders::Stale, Some(59)),
        (LimitHeaders::TenTimes, Some(590)),
        (LimitHeaders::WithoutReset, Some(59)),
        (LimitHeaders::OfLimit, Some(59)),
        (LimitHeaders::NothingUsed, Some(60)),
        (LimitHeaders::ResetAtOnce, Some(59)),
        (LimitHeaders::SixMinutes, Some(59)),
        (LimitHeaders::Organization, Some(599)),
    ];
    for (headers, remaining) in told {
        let (_api, client) = played(ServerModel::window(60).headers(headers));
        let reply = once(&client, 1).await.unwrap();
        let requests = reply.rate_limits().requests();
        assert_eq!(requests.and_then(|limit| limit.remaining()), remaining, "{headers:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn stale_headers_tell_what_was_true() {
    let model = ServerModel::window(60).headers(LimitHeaders::Stale).latency(ms(1)..ms(1));
    let (_api, client) = played(model);
    let mut told = Vec::new();
    for pause in [0, 5, 6, 0] {
        sleep(secs(pause)).await;
        let reply = once(&client, 1).await.unwrap();
        told.push(reply.rate_limits().requests().unwrap().remaining().unwrap());
    }
    assert_eq!(told, [59, 59, 57, 57]);
}

#[tokio::test(start_paused = true)]
async fn a_place_is_free_once_the_answer_is_read_or_the_client_has_left() {
    let (api, client) = played(ServerModel::unlimited().parallel(1).latency(secs(9)..secs(9)));
    let (first, second) = tokio::join!(once(&client, 1), once(&client, 1));
    assert!(first.is_ok() != second.is_ok());
    once(&client, 1).await.unwrap();
    assert!(timeout(secs(1), once(&client, 1)).await.is_err());
    once(&client, 1).await.unwrap();
    assert_eq!((api.report().passed(), api.report().refused()), (4, 1));
}

#[tokio::test(start_paused = true)]
async fn a_path_has_a_model_and_a_report_of_its_own() {
    #[openai_call(attempts = 1)]
    async fn embed(client: &Client) -> Result<Value, Error> {
        client.post("embeddings").json(&json!({ "input": "a" }))
    }
    let (api, client) = played(ServerModel::window(2));
    let embeddings = api.on("embeddings").model(ServerModel::window(1));
    for _ in 0..2 {
        once(&client, 1).await.unwrap();
    }
    assert_eq!(Load::new(3).run(&embeddings, |_| embed(&client)).await.lost(), 2);
    assert_eq!((embeddings.report().passed(), embeddings.report().refused()), (1, 2));
    assert_eq!((api.report().requests(), api.report().calls()), (2, 0));
    assert_eq!(api.report().requests_per_call(), None);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_is_left_after_the_timeout() {
    #[openai_call(attempts = 1, timeout = 2s)]
    async fn hasty(client: &Client) -> Result<Value, Error> {
        client.post("chat/completions").json(&json!({ "model": "m" }))
    }
    let model = ServerModel::window(60).silence(..secs(10)).latency(ms(1)..ms(1));
    let (api, client) = played(model);
    let report = Load::new(1).calls(7).run(&api, |_| hasty(&client)).await;
    assert_eq!((report.lost(), report.failed(), report.passed()), (5, 5, 2));
    assert_eq!(api.hang_ups(), 5);
}

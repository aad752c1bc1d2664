//! Every name, unit and attribute that calls show is one of the table, and each of the table is shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use openai_call::store::{Leasing, Store, Wish};
use openai_call::testing::FakeApi;
use openai_call::{Breaker, Client, Error, EventStream, Limits, Reply, Text, openai_call};
use serde_json::{Value, json};
use std::time::Duration;

use crate::recorded::Recorded;
use crate::table::{METRICS, OF_CALLS, OF_REQUESTS};

#[openai_call(backoff = 1ms..2ms)]
async fn ask(client: &Client, path: &str, body: &Value) -> Result<Reply<Value>, Error> {
    client.post(path).json(body)
}

#[openai_call(backoff = 1ms..2ms)]
async fn stream(client: &Client) -> Result<EventStream<Text>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o", "messages": [] }))
}

fn answer() -> Value {
    json!({
        "id": "chatcmpl-1", "model": "gpt-4o-2024-08-06", "system_fingerprint": "fp_1",
        "service_tier": "default",
        "choices": [{ "index": 0, "finish_reason": "stop", "message": { "content": "Hi." } }],
        "usage": {
            "prompt_tokens": 90, "completion_tokens": 20,
            "prompt_tokens_details": { "cached_tokens": 64, "cache_write_tokens": 8, "audio_tokens": 1 },
            "completion_tokens_details": { "reasoning_tokens": 12, "audio_tokens": 1 },
        },
    })
}

/// Calls of every sort, which show all that there is.
async fn all_there_is() {
    let api = FakeApi::in_memory().on("chat/completions").status(500).reply(answer());
    let client = api.reply("Hello").client_with(|it| it.limits(Limits::per_minute().requests(60)));
    let chat = json!({
        "model": "gpt-4o", "messages": [], "temperature": 0.2, "top_p": 0.9, "seed": 7, "n": 1,
        "max_completion_tokens": 100, "frequency_penalty": 0.1, "presence_penalty": 0.1,
        "reasoning_effort": "low", "service_tier": "auto", "response_format": { "type": "json_object" },
    });
    ask(&client, "chat/completions", &chat).await.expect("an answer");
    let mut pieces = stream(&client).await.expect("a stream");
    while let Some(piece) = pieces.next().await {
        piece.expect("a piece");
    }
    let response = json!({
        "model": "gpt-4o", "input": "Hi.", "previous_response_id": "resp_1", "conversation": "conv_1",
    });
    ask(&client, "responses", &response).await.expect("a response");
    ask(&client, "embeddings", &json!({ "model": "text-embedding-3-small" })).await.expect("one");
    all_that_fails().await;
    a_store_that_fails().await;
}

async fn all_that_fails() {
    let breaker = Breaker::after(2).open_for(Duration::from_secs(1)..Duration::from_secs(1));
    let api = FakeApi::in_memory();
    api.status(503).times(4).reply(answer());
    let budget = openai_call::RetryBudget::new(1);
    let client = api.client_with(|settings| settings.breaker(breaker).retry_budget(budget));
    let body = json!({ "model": "gpt-4o", "messages": [] });
    for pause in [0, 0, 0, 3, 3, 30] {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        let _ = ask(&client, "chat/completions", &body).await;
    }
}

#[derive(Debug)]
struct Broken;

impl Store for Broken {
    fn lease(&self, _: Wish) -> Leasing<'_> {
        Box::pin(async { Err("it is broken".into()) })
    }
}

async fn a_store_that_fails() {
    let limits = Limits::per_minute().requests(60);
    let (api, store) = (FakeApi::in_memory().reply(answer()), Arc::new(Broken) as Arc<dyn Store>);
    let client = api.client_with(|it| it.limits(limits).store(store));
    let body = json!({ "model": "gpt-4o", "messages": [] });
    ask(&client, "chat/completions", &body).await.expect("an answer");
}

#[tokio::test(start_paused = true)]
async fn every_attribute_of_a_span_is_one_of_the_convention_and_each_is_there() {
    let recorded = Recorded::begin();
    all_there_is().await;
    let seen = |name: &str| -> BTreeSet<String> {
        let spans = recorded.spans();
        let spans = spans.into_iter().filter(|span| span.name == name);
        spans.flat_map(|span| span.fields.into_keys()).collect()
    };
    let table = |rows: &[&str]| rows.iter().map(|row| (*row).to_owned()).collect::<BTreeSet<_>>();
    let mut of_calls = table(&OF_CALLS);
    // A span is internal that does not say what it is.
    of_calls.remove("otel.kind");
    assert_eq!(seen("openai_call"), of_calls);
    let mut of_requests = table(&OF_REQUESTS);
    of_requests.insert("server.port".to_owned());
    assert_eq!(seen("openai_call.attempt"), of_requests);
}

#[tokio::test(start_paused = true)]
async fn every_metric_is_one_of_the_table_and_each_is_there() {
    let recorded = Recorded::begin();
    all_there_is().await;
    let metrics = recorded.metrics();
    for metric in &metrics {
        let row = METRICS.iter().find(|(name, ..)| *name == metric.name);
        let (_, kind, unit, common, own) = row.unwrap_or_else(|| panic!("no row for {metric:?}"));
        assert_eq!((&metric.kind, metric.unit), (kind, Some(*unit)), "{metric:?}");
        let allowed: Vec<_> = common.unwrap_or("").split(' ').chain(own.split(' ')).collect();
        for label in metric.labels.keys() {
            assert!(allowed.contains(&&**label), "`{label}` in {metric:?}");
        }
        for label in own.split(' ').filter(|label| !label.is_empty() && *label != "error.type") {
            assert!(metric.labels.contains_key(label), "no `{label}` in {metric:?}");
        }
    }
    for (name, ..) in METRICS {
        assert!(metrics.iter().any(|metric| metric.name == name), "no {name}");
    }
}

/// `error.type` is one of the names of the kinds, or `cancelled`.
#[tokio::test(start_paused = true)]
async fn what_went_wrong_is_told_in_few_words() {
    let recorded = Recorded::begin();
    all_there_is().await;
    let api = FakeApi::in_memory().stall();
    let body = json!({ "model": "gpt-4o", "messages": [] });
    let client = api.client();
    let dropped = ask(&client, "chat/completions", &body);
    assert!(tokio::time::timeout(Duration::from_secs(1), dropped).await.is_err());
    let kinds: Vec<_> = openai_call::ErrorKind::ALL.iter().map(|kind| kind.name()).collect();
    let told = recorded.spans();
    let told: BTreeSet<_> = told.iter().filter_map(|span| span.fields.get("error.type")).collect();
    for error in &told {
        assert!(*error == "cancelled" || kinds.contains(&&***error), "{error}");
    }
    assert!(told.iter().any(|error| *error == "cancelled"), "{told:?}");
    let call = recorded.spans().into_iter().rfind(|span| span.name == "openai_call").expect("one");
    assert!(call.has("openai_call.outcome", "cancelled"), "{call:?}");
}

/// The queries of the documentation name what there is, as Prometheus spells it.
#[test]
fn the_queries_ask_for_what_there_is() {
    let pages = [
        include_str!("../../runtime/src/observe.md").split_once("# Queries and alerts"),
        include_str!("../../docs/src/observability.md").split_once("### Questions for Prometheus"),
    ];
    let queries = pages.map(|page| page.expect("the queries").1).concat();
    let words = queries.split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
    let ours = ["openai_call_", "gen_ai_"];
    let words: BTreeSet<_> =
        words.filter(|word| ours.iter().any(|start| word.starts_with(start))).collect();
    assert!(words.len() > 10, "{words:?}");
    let labels = METRICS
        .iter()
        .flat_map(|(.., common, own)| common.unwrap_or_default().split(' ').chain(own.split(' ')));
    let known: BTreeSet<_> = METRICS
        .iter()
        .map(|(name, ..)| *name)
        .chain(labels)
        .map(|name| name.replace('.', "_"))
        .collect();
    for word in words {
        let base = ["_count", "_bucket"].iter().find_map(|end| word.strip_suffix(end));
        assert!(known.contains(word) || base.is_some_and(|base| known.contains(base)), "{word}");
    }
}

use std::error::Error;
use std::time::Duration;

use serde_json::{Value, json};

use super::{TestResult, http};
use crate::testing::{ErrorForm, FakeApi, StreamEvent};

async fn ask(api: &FakeApi, path: &str, body: &Value) -> Result<reqwest::Response, reqwest::Error> {
    http()?.post(format!("{}/{path}", api.url())).json(body).send().await
}

async fn text(api: &FakeApi) -> Result<String, reqwest::Error> {
    ask(api, "chat/completions", &json!({})).await?.text().await
}

/// The data of each event.
fn data(text: &str) -> Vec<Value> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("data: "));
    lines.map(|data| serde_json::from_str(data).unwrap_or(Value::from(data))).collect()
}

#[tokio::test]
async fn sends_events_and_their_end() -> TestResult {
    let api = FakeApi::start().await;
    api.events([json!({ "n": 1 })]);
    api.events([
        StreamEvent::comment("hm"),
        StreamEvent::from("x"),
        StreamEvent::raw("\u{feff}data"),
    ]);
    api.events([StreamEvent::named("ping", json!({}))]).unfinished();
    assert_eq!(text(&api).await?, "data: {\"n\":1}\n\ndata: [DONE]\n\n");
    assert_eq!(text(&api).await?, ": hm\n\ndata: x\n\n\u{feff}datadata: [DONE]\n\n");
    let response = ask(&api, "responses", &json!({})).await?;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.content_length(), None, "a stream announces no length");
    assert_eq!(response.text().await?, "event: ping\ndata: {}\n\n");
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn ends_the_events_of_a_response_without_done() -> TestResult {
    let api = FakeApi::start().await;
    api.events([json!({ "type": "response.completed", "response": {} })]);
    assert!(!text(&api).await?.contains("[DONE]"));
    Ok(())
}

#[tokio::test]
async fn streams_a_reply_to_a_request_that_asks_for_it() -> TestResult {
    let api = FakeApi::start().await.reply("one two").times(4);
    let asks = json!({ "stream": true, "stream_options": { "include_usage": true } });
    let streamed = ask(&api, "chat/completions", &asks).await?.text().await?;
    let chunks = data(&streamed);
    assert_eq!(chunks[1]["choices"][0]["delta"]["content"], "one ");
    assert_eq!(chunks[2]["choices"][0]["delta"]["content"], "two");
    assert_eq!(chunks[3]["choices"][0]["finish_reason"], "stop");
    assert_eq!(chunks[4]["usage"]["completion_tokens"], 2);
    assert_eq!(chunks[5], "[DONE]");

    let streamed = ask(&api, "chat/completions", &json!({ "stream": true })).await?.text().await?;
    assert!(data(&streamed).iter().all(|chunk| chunk.get("usage").is_none()));

    let streamed = ask(&api, "responses", &json!({ "stream": true })).await?.text().await?;
    let events = data(&streamed);
    let numbers: Vec<_> = events.iter().map(|event| event["sequence_number"].as_u64()).collect();
    assert_eq!(numbers, (0..events.len() as u64).map(Some).collect::<Vec<_>>());
    assert_eq!(events.last().map(|event| &event["response"]["status"]), Some(&json!("completed")));

    let whole = ask(&api, "chat/completions", &json!({ "stream": false })).await?;
    assert_eq!(whole.headers()["content-type"], "application/json");
    Ok(())
}

#[tokio::test]
async fn sends_packets_of_a_size() -> TestResult {
    let api = FakeApi::start().await.events([json!({ "n": "Größe" })]).packets(3);
    let mut response = ask(&api, "chat/completions", &json!({})).await?;
    let mut packets = Vec::new();
    while let Some(packet) = response.chunk().await? {
        packets.push(packet);
    }
    let (last, others) = packets.split_last().ok_or("no packet")?;
    assert!(others.iter().all(|packet| packet.len() == 3), "{packets:?}");
    assert!((1..=3).contains(&last.len()));
    assert!(String::from_utf8(packets.concat())?.contains("Größe"));
    Ok(())
}

/// The pause comes before each event except the first.
#[tokio::test]
async fn pauses_between_events() -> TestResult {
    let hour = Duration::from_secs(60 * 60);
    let api = FakeApi::start().await.events(["1", "2"]).pause(hour);
    let mut response = ask(&api, "chat/completions", &json!({})).await?;
    assert_eq!(response.chunk().await?.as_deref(), Some(&b"data: 1\n\n"[..]));
    let second = tokio::time::timeout(Duration::from_millis(50), response.chunk()).await;
    assert!(second.is_err(), "the second event did not wait");

    let api = FakeApi::start().await.events(["1", "2"]).pause(Duration::from_millis(1));
    assert_eq!(text(&api).await?, "data: 1\n\ndata: 2\n\ndata: [DONE]\n\n");
    Ok(())
}

#[tokio::test]
async fn cuts_a_stream_in_the_middle_and_hangs_behind_its_end() -> Result<(), Box<dyn Error>> {
    let api = FakeApi::start().await.events(["1", "2"]).unfinished().cut();
    let mut response = ask(&api, "chat/completions", &json!({})).await?;
    assert_eq!(response.chunk().await?.as_deref(), Some(&b"data: 1\n\n"[..]));
    assert!(response.chunk().await.is_err(), "the stream was complete");

    api.events(["1"]).unfinished().hang();
    let mut response = ask(&api, "chat/completions", &json!({})).await?;
    assert_eq!(response.chunk().await?.as_deref(), Some(&b"data: 1\n\n"[..]));
    let more = tokio::time::timeout(Duration::from_millis(50), response.chunk()).await;
    assert!(more.is_err(), "the stream went on");
    Ok(())
}

#[tokio::test]
async fn counts_the_clients_that_hang_up() -> TestResult {
    let api = FakeApi::start().await;
    api.reply("whole").reply("cut").cut().disconnect();
    for _ in 0..3 {
        // The server ends these answers itself, so no client hangs up.
        let _ = text(&api).await;
    }
    assert_eq!(api.hang_ups(), 0);
    api.events(["1"]).unfinished().hang().stall().reply("late").delay(Duration::from_secs(60));
    drop(ask(&api, "chat/completions", &json!({})).await?);
    api.wait_for_hang_ups(1).await;
    for hang_ups in 2..4 {
        let asked = api.requests().len();
        let asking = tokio::spawn({
            let api = api.clone();
            async move { text(&api).await.is_ok() }
        });
        while api.requests().len() == asked {
            tokio::task::yield_now().await;
        }
        asking.abort();
        api.wait_for_hang_ups(hang_ups).await;
    }
    assert_eq!(api.hang_ups(), 3);
    Ok(())
}

#[test]
fn every_form_of_an_error_says_what_it_is() {
    for form in ErrorForm::ALL {
        let event = StreamEvent::error(*form, "server_error", "it broke");
        let text = event.as_written();
        assert!(text.contains("it broke"), "{form:?}");
        assert!(text.contains("server_error") || *form == ErrorForm::Text, "{form:?}");
        assert!(text.ends_with("\n\n"), "{form:?}");
    }
}

#[tokio::test]
#[should_panic(expected = "write it after `.events(…)`")]
async fn only_a_stream_is_unfinished() {
    FakeApi::start().await.reply("hello").unfinished();
}

#[tokio::test]
#[should_panic(expected = "answer 1 was never asked for: events([…]).hang()")]
async fn a_stream_that_was_never_asked_for_is_told() {
    FakeApi::start().await.events(["1"]).hang().assert_finished();
}

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{TestResult, ask, chat, said};
use crate::testing::FakeApi;

#[tokio::test]
async fn greets_where_nothing_was_scripted() -> TestResult {
    let api = FakeApi::start().await;
    for _ in 0..3 {
        assert_eq!(said(&api).await?, "Hello from the fake API.");
    }
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn says_a_text_as_a_chat_completion() -> TestResult {
    let api = FakeApi::start().await.reply("hello");
    let response = chat(&api).await?;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");

    let body: Value = response.json().await?;
    assert_eq!(body["object"], "chat.completion");
    assert_eq!(body["model"], "gpt-test");
    assert_eq!(body["choices"][0]["message"]["content"], "hello");
    assert_eq!(body["choices"][0]["finish_reason"], "stop");
    assert_eq!(body["usage"]["completion_tokens"], 2);
    Ok(())
}

#[tokio::test]
async fn says_a_text_as_a_response() -> TestResult {
    let api = FakeApi::start().await.reply(String::from("hello"));
    let body: Value = ask(&api, "responses").await?.json().await?;
    assert_eq!(body["object"], "response");
    assert_eq!(body["status"], "completed");
    assert_eq!(body["model"], "gpt-test");
    assert_eq!(body["output"][0]["content"][0]["text"], "hello");
    assert_eq!(body["usage"]["output_tokens"], 2);
    Ok(())
}

#[tokio::test]
async fn replies_with_the_json_itself() -> TestResult {
    let list = json!({ "object": "list", "data": [] });
    let api = FakeApi::start().await.reply(list.clone());
    assert_eq!(ask(&api, "models").await?.json::<Value>().await?, list);
    Ok(())
}

#[tokio::test]
async fn sends_the_body_that_belongs_to_a_status() -> TestResult {
    let api = FakeApi::start().await;
    for (status, kind, code) in [
        (400, "invalid_request_error", None),
        (401, "invalid_request_error", Some("invalid_api_key")),
        (402, "insufficient_quota", Some("insufficient_quota")),
        (403, "request_forbidden", Some("unsupported_country_region_territory")),
        (404, "invalid_request_error", Some("model_not_found")),
        (422, "invalid_request_error", None),
        (429, "requests", Some("rate_limit_exceeded")),
        (500, "server_error", None),
        (501, "server_error", None),
        (503, "service_unavailable_error", Some("server_is_overloaded")),
        (999, "server_error", None),
    ] {
        api.status(status);
        let response = chat(&api).await?;
        assert_eq!(response.status(), status);
        assert_eq!(response.headers().get("retry-after"), None);
        let error = &response.json::<Value>().await?["error"];
        assert_eq!(error["type"], kind, "{status}");
        assert_eq!(error["code"].as_str(), code, "{status}");
        assert!(error["message"].is_string() && error["param"].is_null());
    }
    Ok(())
}

#[tokio::test]
async fn sends_the_page_of_a_proxy() -> TestResult {
    let api = FakeApi::start().await.status(502);
    let response = chat(&api).await?;
    assert_eq!(response.headers()["content-type"], "text/html");
    assert!(response.text().await?.contains("502 Bad Gateway"));
    Ok(())
}

#[tokio::test]
async fn sends_statuses_without_a_body() -> TestResult {
    let api = FakeApi::start().await.status(204).status(304).status(200);
    for status in [204, 304] {
        let response = chat(&api).await?;
        assert_eq!(response.status(), status);
        assert_eq!(response.bytes().await?, "");
    }
    assert_eq!(said(&api).await?, "Hello from the fake API.");
    Ok(())
}

#[tokio::test]
async fn sets_headers_in_place_of_others() -> TestResult {
    let api = FakeApi::start().await.status(429).retry_after(7).header("Retry-After", "8");
    api.header("x-request-id", "mine").header("content-type", "application/problem+json");
    let response = chat(&api).await?;
    let values: Vec<_> = response.headers().get_all("retry-after").iter().collect();
    assert_eq!(values, ["8"]);
    assert_eq!(response.headers()["x-request-id"], "mine");
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    Ok(())
}

#[tokio::test]
async fn numbers_the_requests() -> TestResult {
    let api = FakeApi::start().await;
    for id in ["req_1", "req_2"] {
        assert_eq!(chat(&api).await?.headers()["x-request-id"], id);
    }
    Ok(())
}

#[tokio::test]
async fn replaces_the_body() -> TestResult {
    let error = json!({ "error": "boom" });
    let api = FakeApi::start().await.status(500).json(error.clone()).status(500).body("boom");
    assert_eq!(chat(&api).await?.json::<Value>().await?, error);
    let raw = chat(&api).await?;
    assert_eq!(raw.headers().get("content-type"), None);
    assert_eq!(raw.text().await?, "boom");
    Ok(())
}

#[tokio::test]
async fn delays_the_first_byte() -> TestResult {
    let delay = Duration::from_millis(30);
    let api = FakeApi::start().await.reply("late").delay(delay);
    let asked_at = Instant::now();
    assert_eq!(said(&api).await?, "late");
    assert!(asked_at.elapsed() >= delay);
    Ok(())
}

#[tokio::test]
async fn drips_byte_by_byte() -> TestResult {
    let api = FakeApi::start().await.status(200).body("drip").drip(Duration::from_millis(10));
    let mut response = chat(&api).await?;
    let began_at = Instant::now();
    let mut chunks = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        chunks.push(chunk);
    }
    assert_eq!(chunks.concat(), b"drip");
    assert!(chunks.len() > 1, "the body came in one piece");
    assert!(began_at.elapsed() >= Duration::from_millis(15));
    Ok(())
}

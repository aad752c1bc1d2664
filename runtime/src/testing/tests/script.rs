use serde_json::{Value, json};

use super::{TestResult, ask, chat, refused, said};
use crate::testing::FakeApi;

#[tokio::test]
async fn answers_in_order_however_it_is_written() -> TestResult {
    let api = FakeApi::start().await.status(500).reply("one");
    api.status(429).retry_after(1);
    api.reply("two");
    assert_eq!(chat(&api).await?.status(), 500);
    assert_eq!(said(&api).await?, "one");
    assert_eq!(chat(&api).await?.headers()["retry-after"], "1");
    assert_eq!(said(&api).await?, "two");
    api.reply("three");
    assert_eq!(said(&api).await?, "three");
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn repeats_an_answer_with_all_its_changes() -> TestResult {
    let api = FakeApi::start().await.status(429).times(3).retry_after(2).reply("hello");
    for _ in 0..3 {
        assert_eq!(chat(&api).await?.headers()["retry-after"], "2");
    }
    assert_eq!(said(&api).await?, "hello");
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn says_that_the_script_has_ended() -> TestResult {
    let api = FakeApi::start().await.reply("hello");
    chat(&api).await?;
    let response = ask(&api, "responses").await?;
    assert_eq!(response.status(), 400);
    let error = &response.json::<Value>().await?["error"];
    assert_eq!(error["code"], "fake_api_script_ended");
    assert_eq!(
        error["message"],
        "the script of the fake API has ended before this request; \
         script one more answer, such as `.reply(\"hello\")`",
    );
    assert_eq!(
        refused(|| api.assert_finished()),
        "the script of the fake API and the requests do not match:\n  \
         request 2 came after the script had ended: POST /v1/responses; script one more answer",
    );
    Ok(())
}

#[tokio::test]
async fn lists_every_answer_never_asked_for() -> TestResult {
    let api = FakeApi::start().await.reply("a").times(2).status(429).disconnect().stall();
    api.reply(json!({ "a": 1 })).cut().reply("b".repeat(80));
    chat(&api).await?;
    assert_eq!(
        refused(|| api.assert_finished()).lines().skip(1).collect::<Vec<_>>(),
        [
            "  answer 1 was asked for 1 of 2 times: reply(\"a\"); \
             write `.times(1)`, or make the other requests",
            "  answer 2 was never asked for: status(429); \
             take it out, or make the request that it answers",
            "  answer 3 was never asked for: disconnect(); \
             take it out, or make the request that it answers",
            "  answer 4 was never asked for: stall(); \
             take it out, or make the request that it answers",
            "  answer 5 was never asked for: reply({\"a\":1}).cut(); \
             take it out, or make the request that it answers",
            &format!(
                "  answer 6 was never asked for: reply(\"{}…); \
                 take it out, or make the request that it answers",
                "b".repeat(59),
            ),
        ],
    );
    Ok(())
}

#[tokio::test]
#[should_panic(expected = "`retry_after` changes the answer scripted last, and there is none")]
async fn refuses_to_change_what_is_not_there() {
    FakeApi::start().await.retry_after(1);
}

#[tokio::test]
async fn refuses_to_change_what_was_given() -> TestResult {
    let api = FakeApi::start().await.status(429);
    chat(&api).await?;
    let message = refused(|| drop(api.retry_after(1)));
    assert!(message.ends_with(
        "that was given already: status(429); script the whole answer before the request comes"
    ));
    assert_eq!(chat(&api).await?.status(), 400, "the script goes on after the panic");
    Ok(())
}

#[tokio::test]
#[should_panic(expected = "`json` changes a response, and `stall()` sends none; write it after")]
async fn refuses_to_change_a_response_that_is_never_sent() {
    FakeApi::start().await.stall().json(Value::Null);
}

#[tokio::test]
#[should_panic(expected = "status 100 is none that a response ends with; write one from 200 to")]
async fn refuses_a_status_that_ends_nothing() {
    FakeApi::start().await.status(100);
}

#[tokio::test]
#[should_panic(expected = "`.times(0)` scripts no answer; leave the answer out")]
async fn refuses_to_answer_no_times() {
    FakeApi::start().await.status(500).times(0);
}

#[tokio::test]
#[should_panic(
    expected = "the header \"x y\" with the value \"z\" is no HTTP; write visible ASCII"
)]
async fn refuses_a_header_that_is_no_http() {
    FakeApi::start().await.status(500).header("x y", "z");
}

#[tokio::test]
#[should_panic(expected = "the header \"Content-Length\" follows from the body; write `.body(…)`")]
async fn refuses_a_length_of_its_own() {
    FakeApi::start().await.status(500).header("Content-Length", "3");
}

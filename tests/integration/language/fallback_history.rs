//! What is kept of a call that fell back: its error and its attempts stay with what comes after.

use std::error::Error as StdError;
use std::io;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, EventStream, FailedAttempt, Raw, Reply, openai_call};
use serde_json::{Value, json};

use crate::support::{Script, error, limited, ms, server_error};

#[openai_call(attempts = 2, backoff = fixed(1s))]
async fn elsewhere(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[openai_call(attempts = 2, otherwise = fallback(elsewhere(other)))]
async fn chat(script: &Script, other: &Script) -> Result<usize, Error> {
    script.next()
}

fn kinds(error: &Error) -> Vec<ErrorKind> {
    error.attempts().failed().iter().map(FailedAttempt::kind).collect()
}

fn source(error: &Error) -> Option<&Error> {
    StdError::source(error)?.downcast_ref()
}

#[tokio::test(start_paused = true)]
async fn a_failed_fallback_keeps_the_error_and_the_attempts_before_it() {
    use ErrorKind::{Authentication, ServerError};

    let revoked = Script::always(error(Authentication));
    let failed = chat(&revoked, &Script::always(server_error())).await.unwrap_err();
    assert_eq!((failed.kind(), failed.site().unwrap().name()), (ServerError, "elsewhere"));
    assert_eq!(kinds(&failed), [Authentication, ServerError, ServerError]);
    let outer = failed.fallback_of().expect("the call's error");
    assert_eq!((outer.kind(), outer.site().unwrap().name()), (Authentication, "chat"));
    assert_eq!(kinds(outer), [Authentication]);
    assert_eq!(source(&failed).expect("the call's error").kind(), Authentication);
    assert!(serde_json::to_string(&failed).unwrap().contains(r#""fallback_of":{"call":"chat""#));
}

/// A layer between the two does not count the attempts twice.
#[tokio::test(start_paused = true)]
async fn a_fallback_may_have_layers_and_a_fallback_of_its_own() {
    #[openai_call(otherwise = fallback(layer(second, third)))]
    async fn outermost(first: &Script, second: &Script, third: &Script) -> Result<usize, Error> {
        first.next()
    }

    #[openai_call]
    async fn layer(second: &Script, third: &Script) -> Result<usize, Error> {
        chat(second, third).await
    }

    let scripts = [ErrorKind::Quota, ErrorKind::Permission, ErrorKind::NotFound];
    let [first, second, third] = scripts.map(|kind| Script::always(error(kind)));
    let failed = Box::pin(outermost(&first, &second, &third)).await.unwrap_err();
    assert_eq!(kinds(&failed), scripts);
    let names = std::iter::successors(Some(&failed), |error| error.fallback_of());
    let names: Vec<_> = names.map(|error| error.site().unwrap().name()).collect();
    assert_eq!(names, ["layer", "chat", "outermost"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_no_fallback_has_none() {
    let limited = Script::of([limited(ms(5))]);
    assert_eq!(chat(&limited, &Script::of([])).await.unwrap(), 2);
    let failed = elsewhere(&Script::always(server_error())).await.unwrap_err();
    assert!(failed.fallback_of().is_none() && source(&failed).is_none());
}

#[openai_call(otherwise = fallback(reply_elsewhere(client)))]
async fn reply(client: &Client) -> Result<Reply<Value>, Error> {
    client.get("models")
}

#[openai_call(backoff = 1ms..2ms)]
async fn reply_elsewhere(client: &Client) -> Result<Reply<Value>, Error> {
    client.get("elsewhere")
}

#[openai_call(otherwise = fallback(raw_elsewhere(client)))]
async fn raw(client: &Client) -> Result<Raw, Error> {
    client.get("models")
}

#[openai_call]
async fn raw_elsewhere(client: &Client) -> Result<Raw, Error> {
    client.get("elsewhere")
}

#[openai_call(otherwise = fallback(stream_elsewhere(client)))]
async fn stream(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&json!({}))
}

#[openai_call]
async fn stream_elsewhere(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&json!({}))
}

#[tokio::test(start_paused = true)]
async fn an_answer_knows_what_it_stands_in_for() -> Result<(), Error> {
    let api = FakeApi::in_memory();
    let client = api.client();
    api.status(401).status(500).reply("hello");
    let reply = reply(&client).await?;
    let outer = reply.fallback_of().expect("the call's error");
    assert_eq!((outer.kind(), outer.site().unwrap().name()), (ErrorKind::Authentication, "reply"));
    assert_eq!((reply.attempts().len(), reply.attempts().failed().len()), (3, 2));
    assert_eq!(reply.attempts().failed()[0].kind(), ErrorKind::Authentication);

    api.status(401).reply("hello");
    let raw = raw(&client).await?;
    assert_eq!(raw.fallback_of().map(Error::kind), Some(ErrorKind::Authentication));

    api.status(401).reply("hello");
    let stream = stream(&client).await?;
    assert_eq!(stream.fallback_of().map(Error::kind), Some(ErrorKind::Authentication));
    assert_eq!(stream.attempts().len(), 2);

    api.reply("hello");
    assert!(reply_elsewhere(&client).await?.fallback_of().is_none());
    api.assert_finished();
    Ok(())
}

/// Three places in their order, and what is recovered.
#[openai_call(otherwise = [
    fallback(elsewhere(second)),
    fallback(elsewhere(third)),
    recover(|error| { kept.extend(kinds(error)); 0 }),
])]
async fn recovered(
    [first, second, third]: [&Script; 3],
    kept: &mut Vec<ErrorKind>,
) -> Result<usize, Error> {
    first.next()
}

#[openai_call(on_any = [fallback(elsewhere(second)), fallback(elsewhere(third))])]
async fn tried([first, second, third]: [&Script; 3]) -> Result<usize, Error> {
    first.next()
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_a_fallback_before_another_are_kept() {
    use ErrorKind::{Authentication, Quota, ServerError};

    let all = [Authentication, ServerError, ServerError, Quota];
    let [first, second, third] =
        [Authentication, ServerError, Quota].map(|kind| Script::always(error(kind)));
    let scripts = [&first, &second, &third];
    let failed = tried(scripts).await.unwrap_err();
    assert_eq!((failed.kind(), kinds(&failed)), (Quota, all.to_vec()));
    assert!(failed.attempts().failed()[1].waited().is_some());
    assert_eq!(failed.fallback_of().map(Error::kind), Some(Authentication));

    let mut kept = Vec::new();
    recovered(scripts, &mut kept).await.unwrap();
    assert_eq!(kept, all);
}

/// It fails by a fallback of its own, and its attempts and those of that stay.
#[tokio::test(start_paused = true)]
async fn the_attempts_of_a_fallback_s_own_fallback_are_kept_too() {
    #[openai_call(otherwise = [fallback(chat(second, third)), fallback(elsewhere(fourth))])]
    async fn outermost([first, second, third, fourth]: [&Script; 4]) -> Result<usize, Error> {
        first.next()
    }

    let all = [ErrorKind::Quota, ErrorKind::Permission, ErrorKind::NotFound, ErrorKind::Decode];
    let scripts = all.map(|kind| Script::always(error(kind)));
    let failed = Box::pin(outermost(scripts.each_ref())).await.unwrap_err();
    assert_eq!(kinds(&failed), all);
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_a_fallback_that_was_cut_off_are_kept() {
    #[openai_call(deadline = 5s, on_quota = fallback(slow(other)))]
    async fn bounded(script: &Script, other: &Script) -> Result<usize, Error> {
        script.next()
    }

    async fn slow(other: &Script) -> Result<usize, Error> {
        let _ = elsewhere(other).await;
        std::future::pending().await
    }

    let quota = Script::always(error(ErrorKind::Quota));
    let failed = bounded(&quota, &Script::always(server_error())).await.unwrap_err();
    assert_eq!(failed.message(), "the fallback was cut off by the deadline");
    assert_eq!(kinds(&failed), [ErrorKind::Quota, ErrorKind::ServerError, ErrorKind::ServerError]);
}

#[tokio::test(start_paused = true)]
async fn the_call_s_error_stands_behind_the_causes_of_the_fallback_s() {
    #[openai_call(on_quota = fallback(broken()))]
    async fn falling(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    #[openai_call(retry = "none")]
    async fn broken() -> Result<usize, Error> {
        let layer = Error::new(ErrorKind::Connection, "a layer");
        let layer = layer.with_source(io::Error::other("the innermost"));
        Err::<usize, _>(Error::new(ErrorKind::Connection, "no").with_source(layer))
    }

    let quota = Script::always(error(ErrorKind::Quota));
    let failed = falling(&quota).await.unwrap_err();
    let chain = std::iter::successors(StdError::source(&failed), |it| StdError::source(*it));
    let chain: Vec<_> = chain.collect();
    assert!(chain[0].to_string().contains("a layer"), "{chain:?}");
    assert_eq!(chain[1].to_string(), "the innermost");
    let outer = chain[2].downcast_ref::<Error>().expect("the call's error");
    assert_eq!((outer.kind(), chain.len()), (ErrorKind::Quota, 3));
}

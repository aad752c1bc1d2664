//! An error type whose variants tell the kinds of failure apart.

use std::error::Error as _;
use std::num::ParseIntError;
use std::{env, io};

use openai_call::{CallError, Error, ErrorKind, FromError, openai_call};

use crate::support::{Script, error};

#[derive(Debug, CallError)]
enum ChatError {
    #[kinds(rate_limit, service_unavailable)]
    Busy(Error),
    #[kinds(authentication, permission, quota)]
    Account(Error),
    #[kinds(rest)]
    Other(Error),
    Number(#[from] ParseIntError),
    Variable {
        #[from]
        missing: env::VarError,
    },
    Read(#[source] io::Error),
    Refused(String),
    EmptyPrompt,
    Range {
        _least: u32,
        _most: u32,
    },
}

#[openai_call(attempts = 2, backoff = 1ms..2ms)]
async fn chat(script: &Script, count: &str) -> Result<usize, ChatError> {
    if count.is_empty() {
        return Err(ChatError::EmptyPrompt);
    }
    let _: u32 = count.parse()?;
    script.next()
}

/// It has an arm for each variant, and none for what was forgotten.
fn advice(error: &ChatError) -> &'static str {
    match error {
        ChatError::Busy(_) => "later",
        ChatError::Account(_) => "ask the owner",
        ChatError::Other(_) => "tell the developer",
        ChatError::Number(_)
        | ChatError::Variable { .. }
        | ChatError::Read(_)
        | ChatError::Refused(_)
        | ChatError::EmptyPrompt
        | ChatError::Range { .. } => "ask for something else",
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_finds_its_variant_by_its_kind() {
    for kind in ErrorKind::ALL {
        let script = Script::always(error(*kind));
        let failed = chat(&script, "1").await.unwrap_err();
        let expected = match kind {
            ErrorKind::RateLimit | ErrorKind::ServiceUnavailable => "later",
            ErrorKind::Authentication | ErrorKind::Permission | ErrorKind::Quota => "ask the owner",
            _ => "tell the developer",
        };
        assert_eq!(advice(&failed), expected, "{kind}");
        assert_eq!(failed.kind(), Some(*kind));
    }
}

#[tokio::test(start_paused = true)]
async fn it_keeps_the_line_and_the_history_of_the_call() {
    let script = Script::always(error(ErrorKind::RateLimit));
    let failed = chat(&script, "1").await.unwrap_err();
    let line = failed.to_string();
    assert!(
        line.starts_with("chat: the assigned rate limit is hit: scripted; 2 attempts"),
        "{line}"
    );
    let ChatError::Busy(inside) = failed else { panic!("no rate limit") };
    assert_eq!((inside.to_string(), inside.attempts().len()), (line, 2));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_error_of_a_call_has_no_kind() {
    let script = Script::of([]);
    let failed = chat(&script, "x").await.unwrap_err();
    assert!(matches!(failed, ChatError::Number(_)));
    assert_eq!((failed.kind(), failed.to_string()), (None, "invalid digit found in string".into()));
    let failed = chat(&script, "").await.unwrap_err();
    assert_eq!((failed.kind(), advice(&failed)), (None, "ask for something else"));
    assert_eq!(script.asked(), 0);
}

#[test]
fn a_variant_is_shown_as_its_value_or_by_its_name() {
    let shown = |error: ChatError| error.to_string();
    assert_eq!(shown(env::VarError::NotPresent.into()), "environment variable not found");
    assert_eq!(shown(ChatError::Refused("too long".to_owned())), "too long");
    assert_eq!(shown(ChatError::EmptyPrompt), "empty prompt");
    assert_eq!(shown(ChatError::Range { _least: 1, _most: 2 }), "range");
    let source = ChatError::Read(io::Error::other("no disk"));
    assert_eq!(source.to_string(), "no disk");
}

#[test]
fn the_source_is_that_of_the_error_inside() {
    let cause = io::Error::new(io::ErrorKind::ConnectionReset, "reset");
    let failed = ChatError::from_error(error(ErrorKind::Connection).with_source(cause));
    assert_eq!(failed.source().map(ToString::to_string).as_deref(), Some("reset"));
    let inner = error(ErrorKind::Decode).with_source(io::Error::other("bad sector"));
    let read = ChatError::Read(io::Error::other(inner));
    assert_eq!(read.source().map(ToString::to_string).as_deref(), Some("bad sector"));
    assert!(ChatError::EmptyPrompt.source().is_none());
    assert!(ChatError::Refused("no".to_owned()).source().is_none());
}

/// Without a `rest`: the last two kinds of a list are the only ones that can come out.
#[derive(Debug, CallError)]
enum OnlyTheseError {
    #[kinds(quota)]
    Quota(Error),
    #[kinds(transient)]
    Passing(Error),
    #[kinds(conflict, decode)]
    Odd(Error),
}

#[openai_call(attempts = 2, backoff = 1ms..2ms, on_quota = fail, on_decode = fail,
    on_permanent = recover(0))]
async fn only_these(script: &Script) -> Result<usize, OnlyTheseError> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn what_is_recovered_needs_no_name() {
    for kind in [ErrorKind::NotFound, ErrorKind::Authentication, ErrorKind::InvalidRequest] {
        let script = Script::always(error(kind));
        assert!(matches!(only_these(&script).await, Ok(0)), "{kind}");
    }
    let script = Script::always(error(ErrorKind::Quota));
    assert!(matches!(only_these(&script).await, Err(OnlyTheseError::Quota(_))));
}

#[tokio::test(start_paused = true)]
async fn the_narrower_word_wins() {
    let script = Script::always(error(ErrorKind::Conflict));
    assert!(matches!(only_these(&script).await, Err(OnlyTheseError::Odd(_))));
    let script = Script::always(error(ErrorKind::Timeout));
    assert!(matches!(only_these(&script).await, Err(OnlyTheseError::Passing(_))));
}

/// The `Result` of another client says so of itself, although no answer is asked for.
#[tokio::test(start_paused = true)]
async fn a_kind_that_cannot_come_of_a_request_goes_where_decode_goes() {
    let script = Script::always(error(ErrorKind::Refusal));
    let failed = only_these(&script).await.unwrap_err();
    assert!(matches!(failed, OnlyTheseError::Odd(_)));
    assert_eq!(failed.kind(), Some(ErrorKind::Refusal));
}

/// With parameters, and an error of its own in them.
#[derive(Debug, CallError)]
enum WithError<'a, T: Sync>
where
    T: Send,
{
    #[kinds(rest)]
    Call(Error),
    Own(#[source] T),
    At(&'a str),
}

#[openai_call(attempts = 1)]
async fn parameters<'a, T: Send + Sync>(
    script: &Script,
    own: Option<T>,
    place: &'a str,
) -> Result<usize, WithError<'a, T>> {
    if let Some(own) = own {
        return Err(WithError::Own(own));
    }
    if !place.is_empty() {
        return Err(WithError::At(place));
    }
    script.next()
}

#[tokio::test(start_paused = true)]
async fn it_may_have_parameters() {
    let script = Script::always(error(ErrorKind::Quota));
    let own = Some(io::Error::other(error(ErrorKind::Timeout)));
    let failed = parameters(&script, own, "").await.unwrap_err();
    assert!(failed.to_string().starts_with("no complete answer"));
    let failed = parameters::<io::Error>(&script, None, "here").await.unwrap_err();
    assert_eq!((failed.to_string(), failed.kind()), ("here".to_owned(), None));
    let failed = parameters::<io::Error>(&script, None, "").await.unwrap_err();
    assert_eq!(failed.kind(), Some(ErrorKind::Quota));
}

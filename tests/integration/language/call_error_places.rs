//! Functions in every place whose error type is derived.

use openai_call::testing::FakeApi;
use openai_call::{CallError, Client, Error, ErrorKind, FromError, Text, openai_call};
use serde_json::{Value, json};

use crate::support::{Script, error};

#[derive(Debug, CallError)]
enum ApiError {
    #[kinds(transient)]
    Passing(Error),
    #[kinds(permanent)]
    Lasting(Error),
    #[kinds(answer)]
    Unusable(Error),
}

type Answer<T = usize> = Result<T, ApiError>;

mod policies {
    openai_call::policy! { pub(crate) once => attempts = 1 }
}

#[openai_call(policy = policies::once)]
async fn alias(script: &Script) -> Answer {
    script.next()
}

trait Asks {
    type Failure;

    async fn ask(&self) -> Result<usize, Self::Failure>;
}

struct Api<'a, E> {
    script: &'a Script,
    made: fn(&ApiError) -> Option<E>,
}

impl<E> Api<'_, E> {
    #[openai_call(attempts = 1)]
    async fn method(&self) -> Result<usize, ApiError> {
        let _ = self.made;
        self.script.next()
    }
}

impl<E: FromError> Api<'_, E> {
    #[openai_call(attempts = 1)]
    async fn of_the_impl(&self) -> Result<usize, E> {
        self.script.next()
    }

    #[openai_call(attempts = 1)]
    async fn without_self(script: &Script) -> Result<usize, E> {
        script.next()
    }
}

impl Asks for Api<'_, ApiError> {
    type Failure = ApiError;

    #[openai_call(attempts = 1)]
    async fn ask(&self) -> Result<usize, Self::Failure> {
        self.script.next()
    }
}

#[openai_call(attempts = 1)]
async fn generic<E: FromError>(script: &Script) -> Result<usize, E> {
    script.next()
}

#[tokio::test(start_paused = true)]
async fn the_error_is_converted_wherever_the_function_stands() {
    let script = Script::always(error(ErrorKind::Timeout));
    let api = Api { script: &script, made: |_: &ApiError| None::<ApiError> };
    assert!(matches!(alias(&script).await, Err(ApiError::Passing(_))));
    assert!(matches!(api.method().await, Err(ApiError::Passing(_))));
    assert!(matches!(api.of_the_impl().await, Err(ApiError::Passing(_))));
    assert!(matches!(Api::<ApiError>::without_self(&script).await, Err(ApiError::Passing(_))));
    assert!(matches!(api.ask().await, Err(ApiError::Passing(_))));
    assert!(matches!(generic::<ApiError>(&script).await, Err(ApiError::Passing(_))));
    assert!(generic::<Error>(&script).await.is_err_and(|it| it.kind() == ErrorKind::Timeout));
}

#[openai_call(timeout = 60s)]
async fn text(client: &Client) -> Answer<Text> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

#[openai_call]
async fn not_built(client: &Client) -> Result<Value, ApiError> {
    client.get("../models")
}

#[openai_call(timeout = 10s, deadline = 10s, attempts = 2)]
async fn late(script: &Script) -> Result<usize, ApiError> {
    script.stall().await
}

/// No server has said what is wrong.
#[tokio::test(start_paused = true)]
async fn what_the_client_finds_has_its_variant_too() {
    let api = FakeApi::in_memory().refusal("No.");
    assert!(matches!(text(&api.client()).await, Err(ApiError::Unusable(_))));
    assert!(matches!(not_built(&api.client()).await, Err(ApiError::Lasting(_))));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_passes_has_its_variant_too() {
    let script = Script::of([]);
    let failed = late(&script).await.unwrap_err();
    assert_eq!(failed.kind(), Some(ErrorKind::Timeout));
    assert!(matches!(failed, ApiError::Passing(_)));
}

use std::num::ParseIntError;

use openai_call::{Client, ErrorKind, openai_call};
use serde_json::{Value, json};

use super::{Outcome, troubled};

#[derive(Debug, thiserror::Error)]
enum AppError {
    #[error("the call failed")]
    Call(#[from] openai_call::Error),
    #[error("no number")]
    Number(#[from] ParseIntError),
    #[error("too many")]
    TooMany,
}

type AppResult<T = Value, E = AppError> = Result<T, E>;

#[openai_call(backoff = 1ms..2ms)]
async fn own_error(client: &Client, count: &str) -> Result<Value, AppError> {
    let count: u32 = count.parse()?;
    if count > 9 {
        return Err(AppError::TooMany);
    }
    client.post("chat/completions").json(&json!({ "n": count }))
}

#[openai_call(backoff = 1ms..2ms)]
async fn alias(client: &Client, count: &str) -> AppResult {
    let count: u32 = count.parse()?;
    client.post("chat/completions").json(&json!({ "n": count }))
}

#[openai_call(backoff = 1ms..2ms)]
async fn boxed(
    client: &Client,
    count: &str,
) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
    let count: u32 = count.parse()?;
    client.post("chat/completions").json(&json!({ "n": count }))
}

#[tokio::test(start_paused = true)]
async fn question_marks_leave_with_the_functions_own_error() -> Outcome {
    let (api, client) = troubled();
    assert!(matches!(own_error(&client, "x").await, Err(AppError::Number(_))));
    assert!(matches!(own_error(&client, "10").await, Err(AppError::TooMany)));
    assert!(matches!(alias(&client, "x").await, Err(AppError::Number(_))));
    assert!(boxed(&client, "x").await.unwrap_err().is::<ParseIntError>());
    assert!(api.requests().is_empty(), "nothing was attempted");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn errors_of_the_call_convert() -> Outcome {
    let (api, client) = troubled();
    own_error(&client, "1").await.unwrap();
    api.status(404).status(401).status(400);
    let Err(AppError::Call(error)) = own_error(&client, "1").await else { panic!("no error") };
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let Err(AppError::Call(error)) = alias(&client, "1").await else { panic!("no error") };
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let error = boxed(&client, "1").await.unwrap_err();
    assert!(error.is::<openai_call::Error>());
    Ok(())
}

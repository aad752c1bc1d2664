//! Bodies that end in what another client says.

use openai_call::{Client, Error, openai_call};
use serde_json::Value;

#[derive(Debug)]
enum MyError {
    Call(Error),
    Http(reqwest::Error),
}

impl From<Error> for MyError {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<reqwest::Error> for MyError {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

#[openai_call]
async fn body_ends_in_a_reqwest_response(http: &reqwest::Client) -> Result<Value, MyError> {
    http.post("http://localhost/v1/chat/completions").send().await?
}

async fn ask_for_text() -> Result<String, Error> {
    Ok(String::new())
}

#[openai_call]
async fn body_ends_in_a_result_of_another_value() -> Result<Value, Error> {
    ask_for_text().await
}

struct ClientError;

async fn ask_another_client() -> Result<Value, ClientError> {
    Err(ClientError)
}

#[openai_call]
async fn body_ends_in_a_result_without_classify() -> Result<Value, Error> {
    ask_another_client().await
}

async fn ask() -> Result<Value, Error> {
    Ok(Value::Null)
}

#[openai_call]
async fn body_ends_in_an_unawaited_future() -> Result<Value, Error> {
    ask()
}

#[openai_call]
async fn body_ends_in_err(client: &Client) -> Result<Value, Error> {
    Err(client.base_url())
}

#[openai_call]
async fn body_ends_in_ok_of_a_request(client: &Client) -> Result<Value, Error> {
    Ok(client.post("chat/completions"))
}

#[openai_call]
async fn body_sends_a_reqwest_request(http: &reqwest::Client) -> Result<Value, Error> {
    http.post("http://localhost/v1/chat/completions").send().await
}

fn main() {}

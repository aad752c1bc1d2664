use openai_call::{Error, openai_call};
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
async fn chat(http: &reqwest::Client) -> Result<Value, MyError> {
    http.post("http://localhost/v1/chat/completions").send().await?
}

fn main() {}

mod answers;
mod endings;
mod models;
mod recording;
mod routes;
mod script;
mod streams;

use std::error::Error;
use std::panic::{self, AssertUnwindSafe};

use reqwest::{Client, Response};
use serde_json::{Value, json};

use super::FakeApi;

/// The message with which `script` panics.
pub(in crate::testing) fn refused(script: impl FnOnce()) -> String {
    let panicked = panic::catch_unwind(AssertUnwindSafe(script)).expect_err("nothing was refused");
    match panicked.downcast::<String>() {
        Ok(message) => *message,
        Err(other) => (*other.downcast::<&str>().expect("a message")).to_owned(),
    }
}

type TestResult = Result<(), Box<dyn Error>>;

fn http() -> reqwest::Result<Client> {
    Client::builder().no_proxy().build()
}

/// Requests a completion from `path` below the base URL, over a new connection.
async fn ask(api: &FakeApi, path: &str) -> reqwest::Result<Response> {
    let question = json!({ "model": "gpt-test", "input": "hi" });
    http()?.post(format!("{}/{path}", api.url())).json(&question).send().await
}

async fn chat(api: &FakeApi) -> reqwest::Result<Response> {
    ask(api, "chat/completions").await
}

/// The text of an answer to a chat.
async fn said(api: &FakeApi) -> Result<String, Box<dyn Error>> {
    let answer: Value = chat(api).await?.json().await?;
    let text = answer["choices"][0]["message"]["content"].as_str();
    Ok(text.ok_or("not a chat completion")?.to_owned())
}

//! Clients that are not this crate's: a request of your own reqwest client, and another client's `Result`.
//! And this crate's client, for any server that speaks the API.
//!
//! `cargo run --example any_client` needs neither a key nor a network.

use openai_call::testing::FakeApi;
use openai_call::{
    Classify, Client, Error, HeaderMap, Site, StatusCode, Text, openai_call, reqwest,
};
use serde_json::{Value, json};

/// Your own client, with its proxies, certificates and pool.
struct Http {
    client: reqwest::Client,
    url: String,
}

/// The body ends in the request; the attribute sends it. It counts each request, so the client must make
/// none by itself.
#[openai_call(attempts = 3, backoff = 50ms..1s, deadline = 30s)]
async fn by_request(http: &Http, prompt: &str) -> Result<Text, Error> {
    let request = http.client.post(format!("{}/chat/completions", http.url)).bearer_auth("sk-fake");
    request.json(&question(prompt))
}

fn http(url: String) -> Result<Http, Error> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .build()
        .map_err(Classify::classify)?;
    Ok(Http { client, url })
}

/// What another client may fail with. If the type is not yours, wrap it in one that is.
enum OtherError {
    Status { status: StatusCode, headers: HeaderMap, body: Vec<u8> },
    Transport(reqwest::Error),
}

/// Status, headers and body say what happened, and how long the server asks to wait.
impl Classify for OtherError {
    fn classify(self) -> Error {
        match self {
            Self::Status { status, headers, body } => Error::from_response(status, headers, body),
            Self::Transport(error) => error.classify(),
        }
    }
}

impl Http {
    /// As other clients do, it sends by itself and has an error of its own.
    async fn chat(&self, prompt: &str) -> Result<Value, OtherError> {
        let request = self.client.post(format!("{}/chat/completions", self.url));
        let sent = request.json(&question(prompt)).send().await.map_err(OtherError::Transport)?;
        let (status, headers) = (sent.status(), sent.headers().clone());
        if status.is_success() {
            return sent.json().await.map_err(OtherError::Transport);
        }
        let body = sent.bytes().await.map_err(OtherError::Transport)?.into();
        Err(OtherError::Status { status, headers, body })
    }
}

/// The value of the `Result` is that of the function. What it cost and took is known to that client alone.
#[openai_call(attempts = 3, backoff = 50ms..1s, on_rate_limit = wait(up_to = 2s))]
async fn by_result(http: &Http, prompt: &str) -> Result<Value, Error> {
    http.chat(prompt).await
}

/// Only this client paces its calls, has a retry budget and a breaker, and can `reask`.
#[openai_call(attempts = 3, backoff = 50ms..1s)]
async fn compatible(client: &Client, prompt: &str) -> Result<Text, Error> {
    client.post("chat/completions").json(&question(prompt))
}

fn question(prompt: &str) -> Value {
    json!({ "model": "llama3.2", "messages": [{ "role": "user", "content": prompt }] })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    // A compatible server: Ollama would be at http://localhost:11434/v1.
    let server = FakeApi::start().await;
    let http = http(server.url())?;

    server.status(503).reply("By a request of your own.");
    let text = by_request(&http, "Hello").await?;
    print(&text, &server, text.site());

    server.status(429).retry_after(1).reply("By the result of another client.");
    let answer = by_result(&http, "Hello").await?;
    println!(
        "{} ({} requests so far)\n",
        answer["choices"][0]["message"]["content"],
        server.requests().len()
    );

    // A server that reads no key takes any word.
    let client = Client::builder().base_url(server.url()).api_key("none").build()?;
    server.disconnect().reply("By this crate's client, at another base URL.");
    let text = compatible(&client, "Hello").await?;
    print(&text, &server, text.site());

    server.status(404);
    if let Err(error) = by_result(&http, "Hello").await {
        println!("{error}");
        if let Some(site) = error.site() {
            println!("{site}");
        }
    }
    Ok(())
}

fn print(text: &str, server: &FakeApi, site: &Site) {
    println!("{text:?} ({} requests so far)\n{site}\n", server.requests().len());
}

//! (b) Calls over a loopback: by hand, by the peers, by this crate.

use std::hint::black_box;
use std::time::Duration;

use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestUserMessageArgs, CreateChatCompletionRequest,
};
use openai_call::{Client, Error, Limits, Reply, openai_call};
use reqwest_middleware::ClientWithMiddleware;
use reqwest_retry::RetryTransientMiddleware;
use reqwest_retry::policies::ExponentialBackoff;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::Figures;

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
pub struct Chat {
    pub id: String,
    pub model: String,
    pub choices: Vec<Choice>,
    pub usage: Usage,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
pub struct Choice {
    pub index: u32,
    pub message: Message,
    pub finish_reason: String,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
pub struct Message {
    pub role: String,
    pub content: String,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
pub struct Usage {
    pub prompt_tokens: u32,
    pub completion_tokens: u32,
    pub total_tokens: u32,
}

#[derive(Deserialize)]
struct Vectors {
    data: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    embedding: Vec<f32>,
}

pub type Any = Box<dyn std::error::Error + Send + Sync>;

pub const KEY: &str = "sk-proj-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A request of 0.35 KB, or of 64 KB.
pub fn body(large: bool) -> Value {
    let text = "Summarise the following: \"lorem ipsum\" dolor sit amet, consectetur elit.\n";
    json!({
        "model": "gpt-4o-mini", "temperature": 0.2, "max_tokens": 256,
        "messages": [
            { "role": "system", "content": "You are a helpful assistant." },
            { "role": "user", "content": text.repeat(if large { 860 } else { 2 }) },
        ],
    })
}

/// reqwest alone: what the goal of +2 % is measured against.
pub async fn by_hand<T: for<'de> Deserialize<'de>>(
    http: &reqwest::Client,
    url: &str,
    body: &Value,
) -> Result<T, Any> {
    let response = http.post(url).bearer_auth(KEY).json(body).send().await?;
    Ok(response.error_for_status()?.json().await?)
}

/// With the loop, the timeout and the headers that people write around it.
pub async fn by_hand_loop<T: for<'de> Deserialize<'de>>(
    http: &reqwest::Client,
    url: &str,
    body: &Value,
) -> Result<T, Any> {
    let (mut backoff, mut attempt) = (Duration::from_millis(500), 1);
    loop {
        let one = async {
            let response = http.post(url).bearer_auth(KEY).json(body).send().await?;
            let status = response.status();
            if status.is_success() {
                return Ok(Ok(response.json().await?));
            }
            let after = response.headers().get("retry-after").and_then(|it| it.to_str().ok());
            let after = after.and_then(|it| it.parse().ok()).map(Duration::from_secs);
            let text = response.text().await?;
            let again = status.as_u16() == 429 || status.is_server_error();
            Ok::<_, Any>(Err((again.then_some(after), format!("{status}: {text}"))))
        };
        let wait = match timeout(Duration::from_secs(60), one).await?? {
            Ok(value) => return Ok(value),
            Err((Some(after), _)) if attempt < 3 => after.unwrap_or(backoff),
            Err((_, error)) => return Err(error.into()),
        };
        sleep(wait).await;
        (backoff, attempt) = (backoff * 2, attempt + 1);
    }
}

pub async fn middleware<T: for<'de> Deserialize<'de>>(
    http: &ClientWithMiddleware,
    url: &str,
    body: &Value,
) -> Result<T, Any> {
    let response = http.post(url).bearer_auth(KEY).json(body).send().await?;
    Ok(response.error_for_status()?.json().await?)
}

#[openai_call(deadline = 15min, backoff = 1ms..2ms)]
pub async fn ours<T: serde::de::DeserializeOwned>(
    client: &Client,
    body: &Value,
) -> Result<T, Error> {
    client.post("chat/completions").json(body)
}

#[openai_call(deadline = 15min, backoff = 1ms..2ms)]
pub async fn ours_reply<T: serde::de::DeserializeOwned>(
    client: &Client,
    body: &Value,
) -> Result<Reply<T>, Error> {
    client.post("chat/completions").json(body)
}

#[openai_call(deadline = 15min, backoff = 1ms..2ms)]
pub async fn ours_reqwest<T: serde::de::DeserializeOwned>(
    http: &reqwest::Client,
    url: &str,
    body: &Value,
) -> Result<T, Error> {
    http.post(url).bearer_auth(KEY).json(body)
}

/// Paced as by default, unless the answers are such that calls would wait for their turn where something
/// else is measured.
fn client(base: String, answer: &str) -> Client {
    let builder = Client::builder().base_url(base).api_key(KEY);
    let builder = match answer {
        "silent" | "asleep" | "turns" => builder.limits(Limits::unlimited()),
        // All but one wait.
        "line" => builder.concurrency(1),
        _ => builder,
    };
    builder.build().unwrap()
}

/// Every client there is, for one of the server's answers.
pub struct Peers {
    url: String,
    http: reqwest::Client,
    middleware: ClientWithMiddleware,
    async_openai: async_openai::Client<OpenAIConfig>,
    pub client: Client,
}

impl Peers {
    pub fn of(server: &str, answer: &str) -> Self {
        let base = format!("{server}/{answer}");
        let plain = || reqwest::Client::builder().no_proxy().build().unwrap();
        let backoff = ExponentialBackoff::builder()
            .retry_bounds(Duration::from_millis(1), Duration::from_millis(2))
            .build_with_max_retries(2);
        let retry = RetryTransientMiddleware::new_with_policy(backoff);
        let config = OpenAIConfig::new().with_api_base(base.clone()).with_api_key(KEY);
        Self {
            url: format!("{base}/chat/completions"),
            http: plain(),
            middleware: reqwest_middleware::ClientBuilder::new(plain()).with(retry).build(),
            async_openai: async_openai::Client::build(plain(), config),
            client: client(base, answer),
        }
    }

    pub async fn call(&self, way: &str, body: &Value) -> Result<u32, Any> {
        let Self { url, http, middleware: mw, async_openai: ao, client } = self;
        Ok(match way {
            "by hand" => by_hand::<Chat>(http, url, body).await?.usage.total_tokens,
            "by hand, loop" => by_hand_loop::<Chat>(http, url, body).await?.usage.total_tokens,
            "reqwest-retry" => middleware::<Chat>(mw, url, body).await?.usage.total_tokens,
            "async-openai" => ao.chat().create_byot::<_, Chat>(body).await?.usage.total_tokens,
            "ours" => ours::<Chat>(client, body).await?.usage.total_tokens,
            "ours, Reply" => ours_reply::<Chat>(client, body).await?.usage.total_tokens,
            "ours, reqwest" => ours_reqwest::<Chat>(http, url, body).await?.usage.total_tokens,
            // Of 3 072 numbers.
            "by hand, Vec" => {
                by_hand::<Vectors>(http, url, body).await?.data[0].embedding.len() as u32
            }
            "ours, Vec" => ours::<Vectors>(client, body).await?.data[0].embedding.len() as u32,
            "ours, Reply Vec" => {
                ours_reply::<Vectors>(client, body).await?.data[0].embedding.len() as u32
            }
            // With the types that each has of its own.
            "async-openai, typed" => {
                let Value::String(text) = &body["messages"][1]["content"] else { unreachable!() };
                let message = ChatCompletionRequestUserMessageArgs::default()
                    .content(text.as_str())
                    .build()?;
                let request = CreateChatCompletionRequest {
                    model: "gpt-4o-mini".to_owned(),
                    messages: vec![message.into()],
                    ..Default::default()
                };
                ao.chat().create(request).await?.usage.map_or(0, |it| it.total_tokens)
            }
            other => return Err(other.into()),
        })
    }

    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn middleware(&self) -> &ClientWithMiddleware {
        &self.middleware
    }

    pub fn async_openai(&self) -> &async_openai::Client<OpenAIConfig> {
        &self.async_openai
    }

    pub fn sizes(&self, figures: &mut Figures) {
        let body = &body(false);
        let Self { url, http, middleware: mw, async_openai: ao, client } = self;
        figures.size("e by hand", size_of_val(&by_hand::<Chat>(http, url, body)));
        figures.size("e by hand, loop", size_of_val(&by_hand_loop::<Chat>(http, url, body)));
        figures.size("e reqwest-retry", size_of_val(&middleware::<Chat>(mw, url, body)));
        let call = async { ao.chat().create_byot::<_, Chat>(body).await };
        figures.size("e async-openai", size_of_val(&call));
        figures.size("e ours", size_of_val(&ours::<Chat>(client, body)));
        figures.size("e ours, Reply", size_of_val(&ours_reply::<Chat>(client, body)));
    }
}

pub const WAYS: [&str; 7] = [
    "by hand",
    "by hand, loop",
    "reqwest-retry",
    "async-openai",
    "ours",
    "ours, Reply",
    "ours, reqwest",
];

pub async fn run(figures: &mut Figures, server: &str) {
    Peers::of(server, "small").sizes(figures);
    let n = figures.times(200);
    for (answer, large) in [("small", false), ("small", true), ("large", false), ("large", true)] {
        let (peers, body) = (Peers::of(server, answer), body(large));
        let sizes = if large { "64 KB to" } else { "0.35 KB to" };
        let typed = (answer, large) == ("small", false);
        for way in WAYS.iter().chain(typed.then_some(&"async-openai, typed")) {
            let name = format!("b {sizes} {answer}: {way}");
            let call = async |_| assert_eq!(black_box(peers.call(way, &body).await.unwrap()), 149);
            figures.count(&name, n, call).await;
        }
    }
    let (peers, body) = (Peers::of(server, "vector"), body(false));
    for way in ["by hand, Vec", "ours, Vec", "ours, Reply Vec"] {
        let call = async |_| assert_eq!(black_box(peers.call(way, &body).await.unwrap()), 3072);
        figures.count(&format!("b 0.35 KB to vector: {way}"), n, call).await;
    }
}

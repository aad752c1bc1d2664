//! A handler of axum: the call ends before its caller gives up, stops when the caller leaves, and its error
//! becomes a status.
//!
//! `cargo run --example axum --features openai-call-examples/axum` needs neither a key nor a network: it
//! starts the server on a free port of this machine, and asks it.

use std::future::IntoFuture;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, Narrow, Text, openai_call, reqwest};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

const DEADLINE: &str = "x-deadline-ms";

#[openai_call(on_rate_limit = wait(up_to = 5s), timeout = 20s, deadline = 30s)]
async fn chat(client: &Client, prompt: &str) -> Result<Text, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": prompt }],
    }))
}

/// If the caller hangs up, the server drops this future, and the call with it. A `tokio::spawn` in here
/// would go on without its caller.
async fn answer(
    State(client): State<Client>,
    headers: HeaderMap,
    prompt: String,
) -> Result<String, Failed> {
    let narrow = Narrow::new().deadline(left(&headers));
    let text = narrow.run(chat(&client, &prompt)).await.map_err(Failed)?;
    Ok(text.into_inner())
}

/// How long the caller still waits, less what the way back takes. Without the header that is as long as
/// `chat` may take anyway: a `Narrow` never loosens.
fn left(headers: &HeaderMap) -> Duration {
    let asked = headers.get(DEADLINE).and_then(|value| value.to_str().ok()?.parse().ok());
    Duration::from_millis(asked.unwrap_or(30_000)).saturating_sub(Duration::from_millis(200))
}

struct Failed(Error);

/// The whole error is for the log. The caller learns only what happened, because a message may quote what
/// was sent.
impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let Self(error) = self;
        println!("  log: {error}");
        let mut response = (status(error.kind()), error.kind().cause()).into_response();
        if let Some(delay) = error.retry_after().filter(|_| error.kind().is_transient()) {
            let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Whose fault it was decides. A wrong key is not the caller's, so the service's own status will not do.
fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::RateLimit | ErrorKind::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorKind::ContextLength | ErrorKind::RequestTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::ContentPolicy | ErrorKind::Refusal => StatusCode::UNPROCESSABLE_ENTITY,
        kind if kind.is_transient() => StatusCode::BAD_GATEWAY,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let api = FakeApi::start().await.reply("ready");
    let client = api.client();
    // One call at the start: a wrong key is found now.
    println!("{}\n", chat(&client, "Say that you are ready.").await?.site());

    // One client for all handlers, so that they share its connections, pace and budget.
    let app = Router::new().route("/chat", post(answer)).with_state(client);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}/chat", listener.local_addr()?);
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async { drop(stopped.await) });
    let server = tokio::spawn(server.into_future());

    be_callers(&api, &url).await?;
    drop(stop);
    Ok(server.await??)
}

async fn be_callers(api: &FakeApi, url: &str) -> reqwest::Result<()> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let ask = || http.post(url).body("What is a retry?");

    println!("A caller who has time");
    api.status(500).reply("To ask again.");
    print(ask().send().await?).await?;

    println!("One who waits two seconds, and a service that asks for twenty");
    api.status(503).retry_after(20);
    print(ask().header(DEADLINE, "2000").send().await?).await?;

    println!("A key that was revoked");
    api.status(401);
    print(ask().send().await?).await?;

    println!("One who leaves");
    api.stall();
    let gone = ask().timeout(Duration::from_millis(300)).send().await;
    api.wait_for_hang_ups(1).await;
    println!("  gave up: {}; the service has seen {} hang up", gone.is_err(), api.hang_ups());
    Ok(())
}

async fn print(response: reqwest::Response) -> reqwest::Result<()> {
    let later = response.headers().get(header::RETRY_AFTER).cloned();
    println!("  {}: {}", response.status(), response.text().await?);
    if let Some(seconds) = later {
        println!("  retry-after: {}", seconds.to_str().unwrap_or("unreadable"));
    }
    println!();
    Ok(())
}

//! What it costs to be observed, as a ratio and in nanoseconds an attempt: our two spans of a call, beside the
//! one of reqwest-tracing, in which a request has the names of HTTP alone. `cargo xtask observed` runs it.
//!
//! The subscriber is a registry that keeps every span and gives it to nobody. The ways are measured in turns,
//! a batch of each: one after the other, a busy machine would change the difference.

#[path = "../about.rs"]
mod about;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Instant;

use openai_call::{Client, Error, Limits, openai_call};
use reqwest_middleware::ClientWithMiddleware;
use reqwest_tracing::TracingMiddleware;
use serde_json::{Value, json};
use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;

const LOCK: &str = include_str!("../../Cargo.lock");

/// What is compared, and what it is made of.
const CRATES: [&str; 4] = ["openai-call", "reqwest-tracing", "reqwest", "tracing"];

const BATCH: u32 = 200;
const ROUNDS: usize = 60;

const ANSWER: &str = r#"{"id":"chatcmpl-1","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello."}}],"usage":{"prompt_tokens":57,"completion_tokens":92,"total_tokens":149}}"#;

#[openai_call]
async fn ours(client: &Client, body: &Value) -> Result<Value, Error> {
    client.post("chat/completions").json(body)
}

async fn theirs(
    client: &ClientWithMiddleware,
    url: &str,
    body: &Value,
) -> Result<Value, reqwest_middleware::Error> {
    Ok(client.post(url).json(body).send().await?.json().await?)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = serve()?;
    let url = format!("{base}/chat/completions");
    let client = Client::builder().base_url(&*base).api_key("sk-0123456789abcdef");
    let client = client.limits(Limits::unlimited()).build()?;
    // One client, and so one connection: a second may be served from another core, which costs more than a
    // span does.
    let plain = reqwest::Client::builder().no_proxy().build()?;
    let untraced = reqwest_middleware::ClientBuilder::new(plain.clone()).build();
    let traced =
        reqwest_middleware::ClientBuilder::new(plain).with(TracingMiddleware::default()).build();
    let body = json!({ "model": "gpt-4o-mini", "temperature": 0.2, "messages": [
        { "role": "user", "content": "What is the square of seven?" },
    ] });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (off, on) =
        (Dispatch::new(NoSubscriber::new()), Dispatch::new(tracing_subscriber::registry()));

    let batch = |dispatch: &Dispatch, way: usize| {
        let _guard = tracing::dispatcher::set_default(dispatch);
        let begun = Instant::now();
        runtime.block_on(async {
            for _ in 0..BATCH {
                match way {
                    0 => drop(ours(&client, &body).await.expect("an answer")),
                    1 => drop(theirs(&untraced, &url, &body).await.expect("an answer")),
                    _ => drop(theirs(&traced, &url, &body).await.expect("an answer")),
                }
            }
        });
        begun.elapsed().as_secs_f64() * 1e9 / f64::from(BATCH)
    };
    let mut rounds = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        rounds[0].push([batch(&off, 0), batch(&on, 0)]);
        rounds[1].push([batch(&off, 1), batch(&on, 2)]);
    }
    print(&rounds);
    Ok(())
}

/// The ratio is that of a call in the same round.
fn print(rounds: &[Vec<[f64; 2]>; 2]) {
    let ratio = "to unobserved";
    println!("{:<28}{ratio:>14}{:>14}{:>14}", "", "spans", "unobserved");
    let names = ["openai-call: two spans", "reqwest-tracing: one span"];
    for (name, rounds) in names.into_iter().zip(rounds) {
        let median_of = |of: fn(&[f64; 2]) -> f64| median(rounds.iter().map(of).collect());
        let ratio = median_of(|[off, on]| on / off);
        let (more, off) = (median_of(|[off, on]| on - off), median_of(|[off, _]| *off));
        println!("{name:<28}{ratio:>14.3}{more:>11.0} ns{off:>11.0} ns");
    }
    println!("{}", about::line(LOCK, &CRATES));
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Serves one answer to every request, on a free port of this machine.
fn serve() -> std::io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let base = format!("http://{}/v1", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || while matches!(answer(&stream), Ok(true)) {});
        }
    });
    Ok(base)
}

/// Answers a request; false once the connection is closed.
fn answer(mut stream: &TcpStream) -> std::io::Result<bool> {
    stream.set_nodelay(true)?;
    let (mut reader, mut length) = (BufReader::new(stream), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(false);
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim_end().is_empty() {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length])?;
    let size = ANSWER.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {size}\r\n\r\n"
    );
    stream.write_all((head + ANSWER).as_bytes())?;
    Ok(true)
}

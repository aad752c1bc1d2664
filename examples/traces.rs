//! A bad minute of one call as a tree of spans: two failures, a fallback that waits for its turn, and a
//! stream that breaks and begins anew.
//!
//! `cargo run --example traces --features openai-call-examples/traces` needs neither a key nor a network: the
//! spans go by OTLP over HTTP to a collector that it starts on a free port of this machine, which prints them.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Sender, channel};

use openai_call::testing::FakeApi;
use openai_call::{Client, EventStream, Limits, Restartable, Text, openai_call};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::trace::SdkTracerProvider;
use serde_json::{Value, json};
use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

type Pieces = EventStream<Restartable<Text>>;

#[openai_call(attempts = 2, backoff = 50ms..1s, deadline = 30s, otherwise = fallback(small(client)))]
async fn answer(client: &Client) -> Result<Pieces, openai_call::Error> {
    client.post("chat/completions").json(&request("gpt-4o"))
}

#[openai_call(backoff = 50ms..1s, on_stream_interrupted = restart(attempts = 2))]
async fn small(client: &Client) -> Result<Pieces, openai_call::Error> {
    client.post("chat/completions").json(&request("gpt-4o-mini"))
}

fn request(model: &str) -> Value {
    json!({
        "model": model,
        "max_tokens": 200,
        "temperature": 0.2,
        "messages": [{ "role": "user", "content": "Write a haiku about spans." }],
        "stream_options": { "include_usage": true },
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let (sender, collected) = channel();
    let collector = collect(sender)?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpJson)
        .with_endpoint(format!("http://{collector}/v1/traces"))
        .build()?;
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).build();
    let tracer = provider.tracer("openai-call-examples");
    // A filter of its own: a program logs other things than it traces.
    let ours = Targets::new().with_target("openai_call", Level::INFO);
    let layer = tracing_opentelemetry::layer().with_tracer(tracer).with_filter(ours);
    tracing_subscriber::registry().with(layer).init();

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(call())?;
    provider.shutdown()?;

    let spans: Vec<Value> = collected.try_iter().flat_map(|exported| spans(&exported)).collect();
    print(&spans, "", 0);
    Ok(())
}

async fn call() -> Result<(), openai_call::Error> {
    let api = FakeApi::start().await.on("chat/completions").status(503).times(2);
    let api = api
        .reply("Spans within")
        .cut()
        .reply("Spans within a span,\neach as long as it has lived,\nand none lost.");
    let client = api.client_with(|settings| settings.limits(Limits::per_minute().requests(120)));
    let mut pieces = answer(&client).await?;
    while let Some(piece) = pieces.next().await {
        match piece? {
            Restartable::Item(piece) => eprint!("{piece}"),
            Restartable::Restarted(error) => eprintln!(" …\n\n({error})\n"),
        }
    }
    eprintln!("\n");
    Ok(())
}

/// Takes what is exported, on a free port of this machine.
fn collect(exported: Sender<Value>) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            while let Ok(Some(body)) = exchange(&stream) {
                if exported.send(body).is_err() {
                    return;
                }
            }
        }
    });
    Ok(address)
}

/// Reads one request, and answers it; `None` once the connection is closed.
fn exchange(mut stream: &TcpStream) -> Result<Option<Value>, Box<dyn Error>> {
    let (mut reader, mut length) = (BufReader::new(stream), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse()?;
            }
            None if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    stream.write_all(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
    )?;
    Ok(Some(serde_json::from_slice(&body)?))
}

fn spans(exported: &Value) -> Vec<Value> {
    let all = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let resources = all(exported, "resourceSpans");
    let scopes = resources.iter().flat_map(|resource| all(resource, "scopeSpans"));
    scopes.flat_map(|scope| all(&scope, "spans")).collect()
}

/// Prints the spans below this one, with all that they say.
fn print(spans: &[Value], parent: &str, depth: usize) {
    let is_below = |span: &&Value| span["parentSpanId"].as_str().unwrap_or_default() == parent;
    let mut below: Vec<&Value> = spans.iter().filter(is_below).collect();
    below.sort_by_key(|span| nanoseconds(span, "startTimeUnixNano"));
    let indent = "    ".repeat(depth);
    for span in below {
        let kind = if span["kind"] == 3 { "client" } else { "internal" };
        let [begun, ended] =
            ["startTimeUnixNano", "endTimeUnixNano"].map(|it| nanoseconds(span, it));
        let name = span["name"].as_str().unwrap_or_default();
        println!("{indent}{name} ({kind}, {} ms)", ended.saturating_sub(begun) / 1_000_000);
        for (name, value) in said(span) {
            println!("{indent}  . {name} = {value}");
        }
        for event in span["events"].as_array().into_iter().flatten() {
            println!("{indent}  * {}", event["name"].as_str().unwrap_or_default());
        }
        print(spans, span["spanId"].as_str().unwrap_or_default(), depth + 1);
    }
}

/// The attributes of a span, but for the place in the source and the thread, which every span has.
fn said(span: &Value) -> BTreeMap<String, String> {
    let attributes = span["attributes"].as_array().into_iter().flatten();
    let named = attributes.filter_map(|it| {
        let value = it["value"].as_object()?.values().next()?;
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some((it["key"].as_str()?.to_owned(), value))
    });
    let common = [
        "code.file",
        "code.line",
        "code.module",
        "thread.",
        "busy_ns",
        "idle_ns",
        "target",
        "level",
    ];
    named.filter(|(name, _)| !common.iter().any(|start| name.starts_with(start))).collect()
}

fn nanoseconds(span: &Value, name: &str) -> u64 {
    span[name].as_str().and_then(|time| time.parse().ok()).unwrap_or_default()
}

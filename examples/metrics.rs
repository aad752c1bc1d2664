//! What calls measure, as Prometheus reads it: a minute of calls at a limit, with an outage.
//!
//! `cargo run --example metrics --features openai-call-examples/metrics` needs neither a key nor a network,
//! nor the minute: the clock of its calls is paused. Then a real endpoint on a free port of this machine
//! serves the metrics, and is asked for them.

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use openai_call::observe::{SECONDS_BUCKETS, TOKEN_BUCKETS, describe_metrics};
use openai_call::testing::{FakeApi, Load, ServerModel};
use openai_call::{Client, Text, openai_call};
use serde_json::json;

#[openai_call(attempts = 4, deadline = 90s, on_service_unavailable = [retry, fallback(small(client))])]
async fn chat(client: &Client, n: usize) -> Result<Text, openai_call::Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o",
        "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
    }))
}

#[openai_call(deadline = 30s)]
async fn small(client: &Client) -> Result<Text, openai_call::Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

fn main() -> Result<(), Box<dyn Error>> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("tokens".into()), &TOKEN_BUCKETS)?
        .set_buckets(&SECONDS_BUCKETS)?
        .install_recorder()?;
    describe_metrics();

    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    runtime.block_on(calls());

    let address = serve(handle)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let scraped = runtime.block_on(async {
        let http = reqwest::Client::builder().no_proxy().build()?;
        http.get(format!("http://{address}/metrics")).send().await?.text().await
    })?;
    // Of the buckets, one shows what they look like.
    let is_shown = |line: &&str| !line.contains("_bucket{") || line.contains("le=\"0.64\"");
    scraped.lines().filter(is_shown).for_each(|line| println!("{line}"));
    Ok(())
}

async fn calls() {
    let outage = Duration::from_secs(20)..Duration::from_secs(24);
    let model = ServerModel::bucket(300).burst(Duration::from_secs(2)).outage(outage);
    let api = FakeApi::in_memory().model(model);
    let client = api.client();
    let report = Load::every(Duration::from_millis(250)).calls(240).run(&api, |n| chat(&client, n));
    eprintln!("{}\n", report.await);
    eprintln!("{}\nspent: {}\n", client.usage(), client.spent());
}

/// Serves the metrics on a free port of this machine, to whoever asks, as long as the program runs.
fn serve(handle: PrometheusHandle) -> std::io::Result<std::net::SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let body = handle.render();
            let length = body.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4\r\n\
                 content-length: {length}\r\nconnection: close\r\n\r\n"
            );
            let asked = stream.read(&mut [0; 4096]);
            if let Err(error) = asked.and_then(|_| stream.write_all((head + &body).as_bytes())) {
                eprintln!("not answered: {error}");
            }
        }
    });
    Ok(address)
}

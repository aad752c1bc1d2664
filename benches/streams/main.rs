//! Reading a stream of chat completions: by this crate, by async-openai, and by hand with reqwest and
//! sse-stream. All decode the same types, from the same server.
//!
//! `cargo bench --package openai-call-benches --bench streams` prints the ratios to the one by hand, and the
//! times.

#[path = "../about.rs"]
mod about;
mod peers;
mod rounds;
mod server;

use std::error::Error;

use async_openai::types::chat::CreateChatCompletionStreamResponse;
use serde_json::json;

use peers::{AsyncOpenai, ByHand, Ours};
use rounds::Rounds;
use server::Server;

const LOCK: &str = include_str!("../../Cargo.lock");

/// What is compared, and what it is made of.
const CRATES: [&str; 4] = ["openai-call", "async-openai", "reqwest", "sse-stream"];

type Chunk = CreateChatCompletionStreamResponse;

/// A stream to read: what it is called, its events, and how often it is read.
struct Load {
    name: &'static str,
    events: Vec<String>,
    rounds: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let long = "x".repeat(4 << 20);
    let loads = [
        Load {
            name: "20 000 small events",
            events: vec![event(" token", None); 20_000],
            rounds: 60,
        },
        Load { name: "one event of 4 MiB", events: vec![event(&long, None)], rounds: 200 },
    ];
    println!("{:<22}{}", "", rounds::HEADINGS);
    for load in loads {
        let events = [load.events, vec![event("", Some("stop"))]].concat();
        let expected = events.len();
        let server = Server::start(&events)?;
        let mut by_hand = ByHand::of(&server);
        let mut ours = Ours::of(&server)?;
        let mut async_openai = AsyncOpenai::of(&server);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let rounds =
            runtime.block_on(Rounds::run(load.rounds, expected, async |peer| match peer {
                0 => by_hand.read().await,
                1 => ours.read().await,
                _ => async_openai.read().await,
            }))?;
        println!("{:<22}{rounds}", load.name);
    }
    println!("{}", about::line(LOCK, &CRATES));
    Ok(())
}

/// A chunk as OpenAI sends it, with this text.
fn event(text: &str, finish_reason: Option<&str>) -> String {
    let chunk = json!({
        "id": "chatcmpl-BkVvG6eCsVBQh1vFpXCfXbhDqK6Rz",
        "object": "chat.completion.chunk",
        "created": 1_750_000_000,
        "model": "gpt-4o-mini-2024-07-18",
        "service_tier": "default",
        "system_fingerprint": "fp_34a54ae93c",
        "choices": [{
            "index": 0,
            "delta": { "content": text },
            "logprobs": null,
            "finish_reason": finish_reason,
        }],
    });
    format!("data: {chunk}\n\n")
}

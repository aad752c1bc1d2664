//! A server that has every answer ready, so that what is measured is the client. The path says which:
//! the first segment behind `/v1` that is a key of `answers`. It runs in a process of its own.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Answers = HashMap<&'static str, Vec<u8>>;

/// So much that the pacer lets every call go at once.
const LIMITS: &str = "x-ratelimit-limit-requests: 10000000\r\n\
    x-ratelimit-limit-tokens: 20000000000\r\nx-ratelimit-remaining-requests: 9999999\r\n\
    x-ratelimit-remaining-tokens: 19999999700\r\nx-ratelimit-reset-requests: 6ms\r\n\
    x-ratelimit-reset-tokens: 1ms\r\n\
    x-request-id: req_0123456789abcdef0123456789abcdef\r\nopenai-processing-ms: 512\r\n\
    openai-version: 2020-10-01\r\nopenai-organization: org-abc\r\n";

/// A completion as OpenAI sends it; 0.7 KB with a text of 235 bytes.
pub fn completion(text: &str) -> Value {
    json!({
        "id": "chatcmpl-BkVvG6eCsVBQh1vFpXCfXbhDqK6Rz", "object": "chat.completion",
        "created": 1_700_000_000, "model": "gpt-4o-mini-2024-07-18",
        "choices": [{ "index": 0, "finish_reason": "stop", "logprobs": null,
            "message": { "role": "assistant", "content": text, "refusal": null } }],
        "usage": { "prompt_tokens": 57, "completion_tokens": 92, "total_tokens": 149,
            "prompt_tokens_details": { "cached_tokens": 0 } },
        "system_fingerprint": "fp_34a54ae93c",
    })
}

/// A chunk of a stream as OpenAI sends it.
pub fn chunk(text: &str) -> String {
    let chunk = json!({
        "id": "chatcmpl-BkVvG6eCsVBQh1vFpXCfXbhDqK6Rz", "object": "chat.completion.chunk",
        "created": 1_750_000_000, "model": "gpt-4o-mini-2024-07-18", "service_tier": "default",
        "system_fingerprint": "fp_34a54ae93c",
        "choices": [{ "index": 0, "delta": { "content": text }, "logprobs": null, "finish_reason": null }],
    });
    format!("data: {chunk}\n\n")
}

fn whole(status: &str, more: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
        {LIMITS}{more}\r\n{body}"
    )
    .into_bytes()
}

/// The last one says why the model stopped.
fn stream(events: &[String]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n{LIMITS}\
        transfer-encoding: chunked\r\n\r\n"
    );
    let stop = chunk("").replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"");
    let done = "data: [DONE]\n\n".to_owned();
    let chunks =
        events.iter().chain([&stop, &done]).map(|it| format!("{:x}\r\n{it}\r\n", it.len()));
    (head + &chunks.collect::<String>() + "0\r\n\r\n").into_bytes()
}

fn error(message: &str, kind: &str, code: &str) -> String {
    json!({ "error": { "message": message, "type": kind, "param": null, "code": code } })
        .to_string()
}

fn answers() -> Answers {
    let text = "Lorem ipsum dolor sit amet, consectetur elit, sed do \"eiusmod\" tempor.\n";
    let vector: Vec<f64> = (0..3072).map(|i| f64::from(i) * 0.000_123_456_7 - 0.19).collect();
    let embedding = json!({ "object": "list", "model": "m", "usage": { "prompt_tokens": 8, "total_tokens": 8 },
        "data": [{ "object": "embedding", "index": 0, "embedding": vector }] });
    let limited = error(
        "Rate limit reached for gpt-4o-mini in organization org-abc on requests per \
        min (RPM): Limit 3, Used 3, Requested 1.",
        "requests",
        "rate_limit_exceeded",
    );
    let bad = error(
        "Invalid value: 'sytem'. Supported values are: 'system' and 'user'.",
        "invalid_request_error",
        "invalid_value",
    );
    HashMap::from([
        ("small", whole("200 OK", "", &completion(&text.repeat(3)).to_string())),
        ("large", whole("200 OK", "", &completion(&text.repeat(820)).to_string())),
        ("vector", whole("200 OK", "", &embedding.to_string())),
        ("limited", whole("429 Too Many Requests", "retry-after: 0\r\n", &limited)),
        ("asleep", whole("429 Too Many Requests", "retry-after: 100\r\n", &limited)),
        ("bad", whole("400 Bad Request", "", &bad)),
        ("many", stream(&vec![chunk(" token"); 19_999])),
        ("long", stream(&[chunk(&"x".repeat(4 << 20))])),
    ])
}

/// Serves until its standard input is closed; says its address first.
pub async fn run() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    println!("http://{}/v1", listener.local_addr().unwrap());
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    let answers = Arc::new(answers());
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(serve(stream, Arc::clone(&answers)));
    }
}

async fn serve(mut stream: TcpStream, answers: Arc<Answers>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let (mut buffer, mut filled, mut count) = (vec![0; 4096], 0, 0);
    loop {
        let (end, length, path) = loop {
            if let Some(head) = head(&buffer[..filled]) {
                break head;
            }
            filled += read(&mut stream, &mut buffer, filled).await?;
        };
        while filled < end + length {
            filled += read(&mut stream, &mut buffer, filled).await?;
        }
        buffer.copy_within(end + length..filled, 0);
        filled -= end + length;
        count += 1;
        let key = match path.as_str() {
            "silent" | "line" => std::future::pending().await,
            // A 429 and a success by turns.
            "turns" => {
                if count % 2 == 1 {
                    "limited"
                } else {
                    "small"
                }
            }
            other => other,
        };
        stream.write_all(answers.get(key)?).await.ok()?;
    }
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>, filled: usize) -> Option<usize> {
    if buffer.len() == filled {
        buffer.resize(filled * 2, 0);
    }
    stream.read(&mut buffer[filled..]).await.ok().filter(|it| *it > 0)
}

/// Where the head ends, how long the body is, and the segment of the path that names the answer.
fn head(bytes: &[u8]) -> Option<(usize, usize, String)> {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let path = head.split('/').nth(2)?.split([' ', '/']).next()?.to_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    Some((end, length.unwrap_or(0), path))
}

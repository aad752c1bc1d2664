//! Policies of every form, each around one request.

use openai_call::{Error, openai_call, policy};

use crate::chaos::server::Server;

policy! { patient => attempts = 8, backoff = 1s..30s, timeout = 15s, on_rate_limit = wait(up_to = 1min) }

#[openai_call]
async fn bare(server: &Server) -> Result<usize, Error> {
    server.ask().await
}

#[openai_call(retry = "none")]
async fn once(server: &Server) -> Result<usize, Error> {
    server.ask().await
}

#[openai_call(attempts = 6, timeout = 10s, deadline = 40s)]
async fn bounded(server: &Server) -> Result<usize, Error> {
    server.ask().await
}

#[openai_call(retry = "timeout | rate_limit", attempts = 4, backoff = fixed(1s), deadline = 25s)]
async fn narrow(server: &Server) -> Result<usize, Error> {
    server.ask().await
}

#[openai_call(
    attempts = 7,
    timeout = 12s,
    on_rate_limit = [wait(up_to = 20s), retry(attempts = 4, backoff = 10ms..20ms)],
    on_service_unavailable = [wait(up_to = 5s, attempts = 2), wait(up_to = 5min), retry],
)]
async fn laddered(server: &Server) -> Result<usize, Error> {
    server.ask().await
}

#[openai_call(policy = patient)]
async fn named(server: &Server) -> Result<usize, Error> {
    server.ask().await
}

#[openai_call(policy = patient, on_any = retry(attempts = 3), on_permanent = fail, deadline = 2min)]
async fn grouped(server: &Server) -> Result<usize, Error> {
    server.ask().await
}

#[openai_call(attempts = 5, on_context_length = repair(attempts = 3, shorter += 1))]
async fn repaired(server: &Server, mut shorter: usize) -> Result<usize, Error> {
    server.ask().await.map(|number| number + shorter - shorter)
}

#[openai_call(
    timeout = 10s,
    deadline = 1min,
    on_rate_limit = [wait(up_to = 3s), fallback(once(other))],
    on_quota = recover(0),
)]
async fn replaced(server: &Server, other: &Server) -> Result<usize, Error> {
    server.ask().await
}

#[openai_call(replay = "unsent", attempts = 7, timeout = 15s, on_context_length = repair(shorter += 1))]
async fn careful(server: &Server, mut shorter: usize) -> Result<usize, Error> {
    server.ask().await.map(|number| number + shorter - shorter)
}

/// The inner function gives up; the outer one does not begin again.
#[openai_call(attempts = 9)]
async fn nested(server: &Server) -> Result<usize, Error> {
    bounded(server).await
}

/// The names of all of them.
pub(crate) const NAMES: [&str; 11] = [
    "bare", "once", "bounded", "narrow", "laddered", "named", "grouped", "repaired", "replaced",
    "nested", "careful",
];

pub(crate) async fn call(name: &str, server: &Server, other: &Server) -> Result<usize, Error> {
    match name {
        "bare" => bare(server).await,
        "once" => once(server).await,
        "bounded" => bounded(server).await,
        "narrow" => narrow(server).await,
        "laddered" => laddered(server).await,
        "named" => named(server).await,
        "grouped" => grouped(server).await,
        "repaired" => repaired(server, 0).await,
        "careful" => careful(server, 0).await,
        "replaced" => replaced(server, other).await,
        _ => nested(server).await,
    }
}

//! Models of servers, which answer by their limits.
//!
//! [`ServerModel`] says what a server does. `Server` does it, without a clock: a meter for the requests and
//! one for the tokens, each a file of its own. `Playing` asks it by tokio's clock and writes its answers,
//! and `replay` asks it as a client would that knows everything, to tell what was possible.

mod bucket;
mod circumstances;
mod gcra;
mod latency;
mod limit_headers;
mod log;
mod meter;
mod phases;
mod playing;
mod quantised;
mod refusal;
mod replay;
mod retry_after;
mod server;
mod server_model;
mod telling;
#[cfg(test)]
mod tests;
mod window;

pub use limit_headers::LimitHeaders;
pub(super) use playing::{Place, Playing, Ruling};
pub(super) use replay::{Cost, Replay};
pub use retry_after::RetryAfter;
pub use server_model::ServerModel;

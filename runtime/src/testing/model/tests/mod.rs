mod circumstances;
mod definitions;
mod headers;
mod misuse;
mod properties;
mod replay;

use std::time::Duration;

use super::ServerModel;
use super::server::{Outcome, Server};

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Which of the requests that come at these times are admitted.
fn admitted(model: ServerModel, times: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut server = Server::new(model);
    let admitted = |time: &f64| server.ask(*time, 1.0).outcome == Outcome::Admitted;
    times.into_iter().filter(admitted).collect()
}

/// How long the next request has to wait; zero if it is admitted.
fn wait(server: &mut Server, now: f64, tokens: f64) -> f64 {
    match server.ask(now, tokens).outcome {
        Outcome::Refused(_, wait) => wait,
        _ => 0.0,
    }
}

/// As many requests at once.
fn at(time: f64, requests: usize) -> impl Iterator<Item = f64> {
    std::iter::repeat_n(time, requests)
}

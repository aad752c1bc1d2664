//! Runs of many calls, and their journals.

mod changes;
mod errors;
mod files;
mod folder;
mod journal;
mod kill;
mod runs;
mod stops;

use std::fmt::Debug;

use futures_util::{Stream, StreamExt};
use openai_call::bulk::{Outcome, RunError};
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Reply, Text, openai_call};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Clone, Debug, Serialize)]
struct Ticket {
    custom_id: String,
    text: String,
}

/// So many tickets, `t0` and on.
fn tickets(count: usize) -> Vec<Ticket> {
    (0..count).map(|n| ticket(&format!("t{n}"), "How urgent is this?")).collect()
}

fn ticket(custom_id: &str, text: &str) -> Ticket {
    Ticket { custom_id: custom_id.to_owned(), text: text.to_owned() }
}

#[openai_call(backoff = 1ms..2ms)]
async fn triage(client: &Client, ticket: &Ticket) -> Result<Text, Error> {
    client.post("chat/completions").json(&body(ticket))
}

#[openai_call(retry = "none")]
async fn reply(client: &Client, ticket: &Ticket) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&body(ticket))
}

fn body(ticket: &Ticket) -> Value {
    let content = format!("{}: {}", ticket.custom_id, ticket.text);
    json!({ "model": "gpt-4o-mini", "messages": [{ "role": "user", "content": content }] })
}

/// Everything that comes of a run that nothing is wrong with.
async fn outcomes<T: Debug, E: Debug>(
    run: impl Stream<Item = Result<Outcome<T, E>, RunError>>,
) -> Vec<Outcome<T, E>> {
    run.map(|outcome| outcome.expect("a run that goes on")).collect().await
}

/// Lets a run whose calls stall begin: it has, when its request is there.
async fn begin<T, E>(
    run: &mut (impl Stream<Item = Result<Outcome<T, E>, RunError>> + Unpin),
    api: &FakeApi,
) {
    let begins = async {
        while api.requests().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = run.next() => panic!("a call that stalls has ended"),
        () = begins => {}
    }
}

/// How many outcomes a run has, and what is wrong with it.
async fn end<T, E>(
    run: impl Stream<Item = Result<Outcome<T, E>, RunError>>,
) -> (usize, Option<RunError>) {
    let (ends, errors): (Vec<_>, Vec<_>) =
        run.collect::<Vec<_>>().await.into_iter().partition(Result::is_ok);
    (ends.len(), errors.into_iter().find_map(Result::err))
}

/// The id of the ticket in each request, in their order.
fn asked(api: &FakeApi) -> Vec<String> {
    let requests = api.requests();
    let contents = requests.iter().map(|it| it.json()["messages"][0]["content"].clone());
    let ids = contents.map(|it| it.as_str().and_then(|it| it.split(':').next()).map(str::to_owned));
    ids.map(|id| id.expect("a ticket")).collect()
}

//! Runs that keep nothing.

use std::cell::Cell;
use std::collections::HashSet;
use std::time::Duration;

use openai_call::bulk::{Outcome, Run, RunError};
use openai_call::testing::{FakeApi, ServerModel};
use openai_call::{CallError, Client, Error, ErrorKind, Text, openai_call};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Ticket, asked, body, end, outcomes, reply, ticket, tickets, triage};

const SECOND: Duration = Duration::from_secs(1);

fn slow_api() -> FakeApi {
    let model =
        ServerModel::unlimited().latency(SECOND..SECOND).transit(Duration::ZERO..Duration::ZERO);
    FakeApi::in_memory().model(model)
}

#[tokio::test(start_paused = true)]
async fn so_many_calls_are_in_flight_and_no_more_requests_are_taken() {
    let api = slow_api();
    let client = api.client();
    let taken = Cell::new(0);
    let tickets = tickets(100);
    let input = tickets.iter().inspect(|_| taken.set(taken.get() + 1));
    let begun = Instant::now();
    let mut run = Run::new(input, |ticket| triage(&client, ticket)).in_flight(10).run();
    let mut ended = 0;
    while let Some(outcome) = run.next().await {
        outcome.expect("a run that goes on");
        ended += 1;
        assert!(taken.get() <= ended + 10, "{} taken, {ended} ended", taken.get());
        assert!(run.counts().in_flight() <= 10);
    }
    let elapsed = begun.elapsed();
    assert_eq!((ended, taken.get()), (100, 100));
    assert!((10 * SECOND..15 * SECOND).contains(&elapsed), "{elapsed:?}");
    assert_eq!(run.counts().answered(), 100);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_done_before_it_is_polled() {
    let api = FakeApi::in_memory();
    let client = api.client();
    let taken = Cell::new(0);
    let input = (0..3).inspect(|_| taken.set(taken.get() + 1)).map(|n| json!(n));
    let run = Run::new(input, |_| async {
        client.base_url();
        Ok::<_, Error>(())
    })
    .run();
    tokio::time::sleep(SECOND).await;
    assert_eq!((taken.get(), api.requests().len()), (0, 0));
    assert_eq!(outcomes(run).await.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_outcome_knows_its_request_and_its_call() {
    let api = FakeApi::in_memory().status(500).status(429).reply("Not urgent.").status(401);
    let client = api.client();
    let tickets = tickets(2);
    let mut run = Run::new(&tickets, |ticket| triage(&client, ticket)).in_flight(1).run();

    let first = run.next().await.expect("the first").expect("a run that goes on");
    assert_eq!((first.index(), first.custom_id()), (0, "t0"));
    assert_eq!(first.key().len(), 64);
    assert_eq!(&**first.result().expect("an answer"), "Not urgent.");
    assert_eq!(first.attempts().map(openai_call::Attempts::len), Some(3));
    assert!(first.usage().is_some_and(|usage| usage.total_tokens() > 0));
    assert_eq!(first.kind(), None);

    let second = run.next().await.expect("the second").expect("a run that goes on");
    assert_eq!((second.index(), second.kind()), (1, Some(ErrorKind::Authentication)));
    assert_eq!(second.into_result().unwrap_err().request_id(), Some("req_4"));
    assert!(run.next().await.is_none());
    assert!(run.next().await.is_none());

    let counts = run.counts();
    assert_eq!((counts.answered(), counts.failed(), counts.done()), (1, 1, 2));
    assert_eq!((counts.attempts(), counts.refused()), (4, 1));
    assert!(counts.usage().is_some());
}

#[tokio::test(start_paused = true)]
async fn the_same_request_is_made_once() {
    let api = FakeApi::in_memory();
    let client = api.client();
    let mut twice = tickets(5);
    twice.extend(tickets(5));
    let mut run = Run::new(&twice, |ticket| triage(&client, ticket)).run();
    assert_eq!(outcomes(&mut run).await.len(), 5);
    assert_eq!(run.counts().skipped(), 5);
    assert_eq!(asked(&api).into_iter().collect::<HashSet<_>>().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn two_requests_of_one_name_end_the_run() {
    let api = slow_api();
    let client = api.client();
    let mut input = tickets(3);
    input.extend([ticket("t1", "And this?"), ticket("t9", "Never asked.")]);
    let (ended, error) = end(Run::new(&input, |ticket| triage(&client, ticket)).run()).await;
    assert_eq!((ended, api.requests().len()), (3, 3));
    let error = error.expect("an error");
    assert!(matches!(&error, RunError::Changed { index: 3, custom_id, .. } if custom_id == "t1"));
    let message = "request 3 of the input has the custom_id `t1` of another request, which was sent \
                   before; give it an id of its own, or the run another journal";
    assert_eq!(error.to_string(), message);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_request_ends_the_run() {
    let input = [json!({ "custom_id": "a" }), json!({ "custom_id": 7 }), json!(null)];
    let call = |_| async { Ok::<_, Error>(()) };
    let (ended, error) = end(Run::new(input, call).run()).await;
    assert_eq!(ended, 1);
    let message = "request 1 of the input cannot be sent: its custom_id is 7; write a text";
    assert_eq!(error.expect("an error").to_string(), message);
}

#[derive(Debug, CallError)]
enum TriageError {
    #[kinds(authentication, permission, quota)]
    Account(openai_call::Error),
    #[kinds(rest)]
    Other(openai_call::Error),
    Number(#[from] std::num::ParseIntError),
}

#[openai_call(retry = "none")]
async fn derived(client: &Client, ticket: &Ticket) -> Result<Text, TriageError> {
    let _: usize = ticket.text.parse()?;
    client.post("chat/completions").json(&body(ticket))
}

#[derive(Debug)]
struct OwnError(Error);

impl std::fmt::Display for OwnError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "own: {}", self.0.kind())
    }
}

impl From<Error> for OwnError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

#[openai_call(retry = "none")]
async fn own(client: &Client, ticket: &Ticket) -> Result<Text, OwnError> {
    client.post("chat/completions").json(&body(ticket))
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_call_is_found_in_other_error_types() {
    let api = FakeApi::in_memory().status(401).status(404).status(401).status(401);
    let client = api.client();
    let input = [ticket("a", "1"), ticket("b", "2"), ticket("c", "no number")];
    let run = Run::new(&input, |ticket| derived(&client, ticket)).in_flight(1).run();
    let ends = outcomes(run).await;
    let kinds: Vec<_> = ends.iter().map(Outcome::kind).collect();
    assert_eq!(kinds, [Some(ErrorKind::Authentication), Some(ErrorKind::NotFound), None]);

    let hidden = Run::new(&input[..1], |ticket| own(&client, ticket)).run();
    assert_eq!(outcomes(hidden).await[0].kind(), None);
    let shown = Run::new(&input[..1], |ticket| own(&client, ticket)).call_error(|it| Some(&it.0));
    assert_eq!(outcomes(shown.run()).await[0].kind(), Some(ErrorKind::Authentication));
}

/// The function may borrow what is around it, and the run may move to another thread all the same.
#[tokio::test]
async fn a_run_is_send_if_its_parts_are() {
    fn is_send<T: Send>(it: T) -> T {
        it
    }
    let api = FakeApi::in_memory();
    let client = api.client();
    let tickets = tickets(2);
    let run = is_send(Run::new(&tickets, |ticket| reply(&client, ticket)).run());
    let answers: Vec<Value> = outcomes(run)
        .await
        .into_iter()
        .map(|it| it.into_result().expect("an answer").into_inner())
        .collect();
    assert_eq!(answers.len(), 2);
}

//! Runs that are ended before their input is.

use std::time::Duration;

use openai_call::bulk::Run;
use openai_call::testing::{FakeApi, ServerModel};
use tokio::time::sleep;

use super::folder::{Folder, ids};
use super::{outcomes, tickets, triage};

fn slow_api() -> FakeApi {
    let second = Duration::from_secs(1);
    FakeApi::in_memory().model(ServerModel::unlimited().latency(second..second))
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_stopped_ends_what_is_in_flight() {
    let folder = Folder::new();
    let api = slow_api();
    let client = api.client();
    let tickets = tickets(50);
    let run = || Run::new(&tickets, |ticket| triage(&client, ticket)).journal(folder.journal());
    let mut running = run().in_flight(8).run();
    let stopper = running.stopper();
    let (ends, ()) = tokio::join!(outcomes(&mut running), async {
        sleep(Duration::from_millis(2_500)).await;
        stopper.stop();
    });
    assert!(stopper.is_stopped());
    assert!(ends.iter().all(|outcome| outcome.result().is_ok()));
    assert!((8..50).contains(&ends.len()), "{} ended", ends.len());
    // Nothing was asked in vain.
    assert_eq!((api.requests().len(), api.hang_ups()), (ends.len(), 0));

    let rest = outcomes(run().run()).await;
    assert_eq!((ends.len() + rest.len(), api.requests().len()), (50, 50));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_stopped_before_it_begins_does_nothing() {
    let api = FakeApi::in_memory();
    let client = api.client();
    let tickets = tickets(5);
    let run = Run::new(&tickets, |ticket| triage(&client, ticket)).run();
    run.stop();
    assert!(outcomes(run).await.is_empty());
    assert!(api.requests().is_empty());
}

/// As after a crash, but what was known by then is kept.
#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_stops_at_once() {
    let folder = Folder::new();
    let api = slow_api();
    let client = api.client();
    let tickets = tickets(40);
    let run = || Run::new(&tickets, |ticket| triage(&client, ticket)).journal(folder.journal());
    let mut handed_out = Vec::new();
    let mut running = run().in_flight(8).run();
    for _ in 0..12 {
        let outcome = running.next().await.expect("an outcome").expect("a run that goes on");
        handed_out.push(outcome.custom_id().to_owned());
    }
    drop(running);
    let before = api.requests().len();
    assert!(before <= 12 + 8, "{before} requests");

    let rest = outcomes(run().in_flight(8).run()).await;
    assert!(rest.iter().all(|outcome| !handed_out.contains(&outcome.custom_id().to_owned())));
    let replies = folder.replies();
    let mut expected: Vec<&str> = tickets.iter().map(|ticket| ticket.custom_id.as_str()).collect();
    expected.sort_unstable();
    assert_eq!(ids(&replies), expected);
    assert!(api.requests().len() <= 40 + 8);
}

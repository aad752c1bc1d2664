//! Requests that were changed from one run to the next, and estimates.

use openai_call::bulk::{Run, RunError};
use openai_call::testing::FakeApi;

use super::folder::{Folder, ids};
use super::{asked, end, outcomes, ticket, tickets, triage};

#[tokio::test(start_paused = true)]
async fn an_answer_to_another_question_is_not_taken() {
    let folder = Folder::new();
    let api = FakeApi::in_memory();
    let client = api.client();
    let input = tickets(3);
    let mut changed = input.clone();
    changed[1] = ticket("t1", "Another question.");
    let run = |input| Run::new(input, |ticket| triage(&client, ticket)).journal(folder.journal());
    outcomes(run(&input).run()).await;
    let (ended, error) = end(run(&changed).run()).await;
    assert_eq!((ended, api.requests().len()), (0, 3));
    assert!(matches!(error, Some(RunError::Changed { index: 1, .. })), "{error:?}");
}

/// What has failed is changed so that it does not fail again.
#[tokio::test(start_paused = true)]
async fn a_request_that_has_failed_and_was_changed_is_made_again() {
    let folder = Folder::new();
    let api = FakeApi::in_memory().status(400).reply("Not urgent.").times(4);
    let client = api.client();
    let input = tickets(3);
    let mut changed = input.clone();
    changed[0] = ticket("t0", "A better question.");
    let run = |input| {
        let run = Run::new(input, |ticket| triage(&client, ticket)).journal(folder.journal());
        run.in_flight(1)
    };
    outcomes(run(&input).run()).await;
    assert_eq!(ids(&folder.failures()), ["t0"]);
    assert!(outcomes(run(&input).run()).await.is_empty());
    assert_eq!(outcomes(run(&changed).run()).await.len(), 1);
    assert!(folder.failures().is_empty());
    assert_eq!(ids(&folder.replies()), ["t0", "t1", "t2"]);
    assert_eq!(asked(&api), ["t0", "t1", "t2", "t0"]);
}

#[tokio::test(start_paused = true)]
async fn what_remains_is_known_before_it_is_asked() {
    let folder = Folder::new();
    let api = FakeApi::in_memory().status(400).reply("Not urgent.").times(2);
    let client = api.client();
    let tickets = tickets(6);
    let remaining = |again: bool| {
        let run = Run::new(&tickets, |ticket| triage(&client, ticket)).journal(folder.journal());
        let remaining = run.again(move |_| again).remaining().expect("a journal or none");
        let ids = remaining.map(|ticket| ticket.expect("a ticket").custom_id.clone());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(remaining(false).len(), 6);
    assert!(!folder.journal().exists());
    let run = Run::new(&tickets[..3], |ticket| triage(&client, ticket)).journal(folder.journal());
    outcomes(run.in_flight(1).run()).await;
    assert_eq!(remaining(false), ["t3", "t4", "t5"]);
    assert_eq!(remaining(true), ["t0", "t3", "t4", "t5"]);
    assert_eq!(api.requests().len(), 3);
}

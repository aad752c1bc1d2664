//! The error file, and what is run again of it.

use std::fs;
use std::io;

use openai_call::bulk::Run;
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind};
use serde_json::json;

use super::folder::{Folder, ids};
use super::{Ticket, outcomes, reply, tickets};

/// One after the other: a server error, a wrong key, a page that is not there, an answer.
fn troubled_api() -> FakeApi {
    FakeApi::in_memory().status(500).status(401).status(404).reply("Yes.").times(9)
}

async fn run(
    client: &Client,
    tickets: &[Ticket],
    folder: &Folder,
    again: Option<ErrorKind>,
) -> Vec<String> {
    let run = Run::new(tickets, |ticket| reply(client, ticket)).journal(folder.journal());
    let run = run.in_flight(1);
    let run = match again {
        Some(again) => run.again(move |kind| kind == again),
        None => run,
    };
    let ends = outcomes(run.run()).await;
    ends.iter().map(|outcome| outcome.custom_id().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn an_error_has_a_line_that_says_what_to_look_for() {
    let folder = Folder::new();
    let client = troubled_api().client();
    run(&client, &tickets(4), &folder, None).await;
    let failures = folder.failures();
    assert_eq!(ids(&failures), ["t0", "t1", "t2"]);
    let line = &failures[1];
    assert_eq!(line["kind"], "authentication");
    assert_eq!(
        line["message"],
        "Incorrect API key provided. You can find your API key in your account."
    );
    assert_eq!((&line["status"], &line["request_id"]), (&json!(401), &json!("req_2")));
    assert_eq!(line["attempts"], 1);
    assert_eq!(line["key"].as_str().map(str::len), Some(64));
    assert_eq!(ids(&folder.replies()), ["t3"]);
}

#[tokio::test(start_paused = true)]
async fn errors_are_run_again_by_kind() {
    let folder = Folder::new();
    let client = troubled_api().client();
    let tickets = tickets(4);
    assert_eq!(run(&client, &tickets, &folder, None).await, ["t0", "t1", "t2", "t3"]);
    // By default what may pass.
    assert_eq!(run(&client, &tickets, &folder, None).await, ["t0"]);
    assert_eq!(ids(&folder.failures()), ["t1", "t2"]);
    assert_eq!(run(&client, &tickets, &folder, Some(ErrorKind::Quota)).await, [""; 0]);
    assert_eq!(run(&client, &tickets, &folder, Some(ErrorKind::NotFound)).await, ["t2"]);
    assert_eq!(ids(&folder.failures()), ["t1"]);
    assert_eq!(ids(&folder.replies()), ["t0", "t2", "t3"]);
}

#[tokio::test(start_paused = true)]
async fn an_error_that_comes_again_has_one_line() {
    let folder = Folder::new();
    let client = FakeApi::in_memory().status(500).times(3).client();
    let tickets = tickets(1);
    for round in 1..=3 {
        run(&client, &tickets, &folder, None).await;
        let failures = folder.failures();
        assert_eq!(failures.len(), 1);
        assert_eq!(failures[0]["request_id"], format!("req_{round}"));
    }
}

/// The input of a run may be a part of that of another one.
#[tokio::test(start_paused = true)]
async fn errors_of_other_requests_are_kept() {
    let folder = Folder::new();
    let client = troubled_api().client();
    let tickets = tickets(4);
    run(&client, &tickets, &folder, None).await;
    assert_eq!(run(&client, &tickets[3..], &folder, None).await, [""; 0]);
    assert_eq!(run(&client, &tickets[..1], &folder, None).await, ["t0"]);
    assert_eq!(ids(&folder.failures()), ["t1", "t2"]);
}

#[tokio::test(start_paused = true)]
async fn an_error_that_is_none_of_a_call_is_always_run_again() {
    #[derive(Debug)]
    struct Failed(String);
    impl std::fmt::Display for Failed {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&self.0)
        }
    }
    impl From<Error> for Failed {
        fn from(error: Error) -> Self {
            Self(error.to_string())
        }
    }
    let folder = Folder::new();
    let journal = || folder.journal();
    for result in [Err("no such file"), Ok(7)] {
        let call = |_| async move { result.map_err(|it: &str| Failed(it.to_owned())) };
        let run = Run::new(["a"], call).journal(journal()).again(|_| false);
        assert_eq!(outcomes(run.run()).await.len(), 1);
        let failures = folder.failures();
        assert_eq!(failures.len(), usize::from(result.is_err()));
        assert!(failures.iter().all(|it| it["message"] == "no such file" && it["kind"].is_null()));
    }
    assert_eq!(folder.replies()[0]["answer"], 7);
}

#[tokio::test(start_paused = true)]
async fn the_error_file_may_stand_elsewhere() -> io::Result<()> {
    let folder = Folder::new();
    let client = troubled_api().client();
    let tickets = tickets(4);
    let errors = folder.path().join("errors.jsonl");
    let run = Run::new(&tickets, |ticket| reply(&client, ticket)).journal(folder.journal());
    outcomes(run.errors(&errors).run()).await;
    assert_eq!(fs::read_to_string(&errors)?.lines().count(), 3);
    assert!(!folder.errors().exists());
    Ok(())
}

//! What a run writes down, and what a later one makes of it.

use std::collections::HashMap;
use std::fs;
use std::io::Write;

use openai_call::bulk::{self, Run, RunError};
use openai_call::testing::FakeApi;
use openai_call::{Client, Error, Usage};

use super::folder::{Folder, ids, lines};
use super::{Ticket, asked, begin, end, outcomes, reply, tickets, triage};

/// A run of all tickets to its end: how many calls it has made.
async fn run(client: &Client, tickets: &[Ticket], folder: &Folder) -> usize {
    let run = Run::new(tickets, |ticket| triage(client, ticket)).journal(folder.journal());
    outcomes(run.run()).await.len()
}

#[tokio::test(start_paused = true)]
async fn what_is_in_the_journal_is_not_asked_again() {
    let folder = Folder::new();
    let api = FakeApi::in_memory();
    let client = api.client();
    let tickets = tickets(30);
    assert_eq!(run(&client, &tickets[..20], &folder).await, 20);
    assert_eq!(run(&client, &tickets, &folder).await, 10);
    assert_eq!(run(&client, &tickets, &folder).await, 0);
    assert_eq!(api.requests().len(), 30);
    let answers: Result<Vec<_>, _> = bulk::answers::<String>(folder.journal()).unwrap().collect();
    let answers = answers.expect("a journal");
    assert_eq!(answers.len(), 30);
    assert!(answers.iter().all(|it| it.answer == "Hello from the fake API."));
    assert!(answers.iter().all(|it| it.attempts == Some(1) && it.usage.is_some()));
    assert!(folder.failures().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_outcome_is_handed_out_when_it_is_on_the_disk() {
    let folder = Folder::new();
    let api = FakeApi::in_memory().reply("Yes.").status(401).reply("No.").times(30);
    let client = api.client();
    let tickets = tickets(30);
    let run = Run::new(&tickets, |ticket| triage(&client, ticket)).journal(folder.journal());
    let mut run = run.in_flight(7).run();
    while let Some(outcome) = run.next().await {
        let outcome = outcome.expect("a run that goes on");
        let file = if outcome.result().is_ok() { folder.journal() } else { folder.errors() };
        assert!(ids(&lines(&file)).contains(&outcome.custom_id()));
    }
    assert_eq!((run.counts().answered(), run.counts().failed()), (29, 1));
}

#[tokio::test(start_paused = true)]
async fn what_a_crash_has_left_of_a_line_is_cut_off() {
    let folder = Folder::new();
    let api = FakeApi::in_memory();
    let client = api.client();
    let tickets = tickets(5);
    run(&client, &tickets, &folder).await;
    for cut in [1, 20, 60] {
        let whole = fs::read(folder.journal()).expect("a journal");
        let lost = lines(&folder.journal()).pop().expect("a line");
        let start =
            whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').map_or(0, |it| it + 1);
        let end = if cut == 1 { whole.len() - 1 } else { start + cut };
        fs::write(folder.journal(), &whole[..end]).expect("a file");
        let before = api.requests().len();
        // Without its end alone, the last answer is whole.
        let expected = usize::from(cut != 1);
        assert_eq!(run(&client, &tickets, &folder).await, expected, "cut at {cut}");
        assert_eq!(ids(&folder.replies()), ["t0", "t1", "t2", "t3", "t4"]);
        let asked = asked(&api).split_off(before);
        assert!(asked.iter().all(|id| *id == lost["custom_id"]), "{asked:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_no_journal_is_left_as_it_is() {
    let folder = Folder::new();
    let client = FakeApi::in_memory().client();
    let tickets = tickets(2);
    run(&client, &tickets, &folder).await;
    let journal = fs::read(folder.journal()).expect("a journal");
    for foreign in ["{\"custom_id\":\"t5\",\"body\":{}}\n", "name,age\n", "all that I know"] {
        let text = [&journal[..], foreign.as_bytes()].concat();
        fs::write(folder.journal(), &text).expect("a file");
        let run = Run::new(&tickets, |ticket| triage(&client, ticket)).journal(folder.journal());
        let (ended, error) = end(run.run()).await;
        assert_eq!(ended, 0);
        let error = error.expect("an error");
        assert!(matches!(error, RunError::Damaged { line: 3, .. }), "{error}");
        assert!(error.to_string().contains("mend or remove the line"), "{error}");
        assert_eq!(fs::read(folder.journal()).expect("a file"), text);
        assert!(bulk::answers::<String>(folder.journal()).unwrap().any(|it| it.is_err()));
    }
}

#[tokio::test]
async fn a_journal_that_is_in_use_is_refused() {
    let folder = Folder::new();
    let api = FakeApi::in_memory().stall();
    let client = api.client();
    let tickets = tickets(2);
    let run = || {
        Run::new(&tickets, |ticket| triage(&client, ticket)).journal(folder.journal()).in_flight(1)
    };
    let mut first = run().run();
    begin(&mut first, &api).await;
    let (ended, error) = end(run().run()).await;
    assert_eq!((ended, api.requests().len()), (0, 1));
    assert!(matches!(error, Some(RunError::InUse { .. })), "{error:?}");
    drop(first);
    api.reply("Yes.").times(2);
    assert_eq!(outcomes(run().run()).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_journal_that_cannot_be_made_ends_the_run() {
    let folder = Folder::new();
    let api = FakeApi::in_memory();
    let client = api.client();
    let tickets = tickets(2);
    let path = folder.path().join("none").join("replies.jsonl");
    let run = Run::new(&tickets, |ticket| triage(&client, ticket)).journal(&path).run();
    let (ended, error) = end(run).await;
    assert_eq!((ended, api.requests().len()), (0, 0));
    let message = error.expect("an error").to_string();
    assert!(message.starts_with(&format!("`{}` cannot be read or written: ", path.display())));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_no_json_is_said_at_once() {
    let folder = Folder::new();
    let mut asked = 0;
    let run = Run::new(["a", "b"], |_| {
        asked += 1;
        async { Ok::<_, Error>(HashMap::from([((1, 2), 3)])) }
    });
    let (ended, error) = end(run.journal(folder.journal()).in_flight(1).run()).await;
    assert_eq!((ended, asked), (0, 1));
    assert!(error.expect("an error").to_string().ends_with("return a type that can"));
}

/// A journal may be read while it is written, and by hand. A blank line does no harm.
#[tokio::test(start_paused = true)]
async fn values_of_all_types_are_read_again() {
    let folder = Folder::new();
    let client = FakeApi::in_memory().client();
    let tickets = tickets(1);
    let run = || Run::new(&tickets, |ticket| reply(&client, ticket)).journal(folder.journal());
    outcomes(run().run()).await;
    let mut file = fs::OpenOptions::new().append(true).open(folder.journal()).expect("a journal");
    file.write_all(b"\n").expect("a blank line");
    assert!(outcomes(run().run()).await.is_empty());
    let answered = bulk::answers::<serde_json::Value>(folder.journal()).unwrap().next();
    let answered = answered.expect("a line").expect("an answer");
    assert_eq!(answered.answer["object"], "chat.completion");
    assert_eq!(
        answered.usage.map(Usage::total_tokens),
        answered.answer["usage"]["total_tokens"].as_u64()
    );
}

//! Files of somebody else, and names that two runs or two files share.

use std::fs;
use std::path::Path;

use openai_call::bulk::{self, Run, RunError};
use openai_call::testing::FakeApi;
use openai_call::{Client, Error};
use serde_json::value::RawValue;

use super::folder::{Folder, ids, lines};
use super::{begin, end, outcomes, reply, tickets, triage};

/// A run of two tickets with these files: how many have ended, and what is wrong with it.
async fn run(client: &Client, journal: &Path, errors: Option<&Path>) -> (usize, Option<RunError>) {
    let tickets = tickets(2);
    let run = Run::new(&tickets, |ticket| reply(client, ticket)).journal(journal).in_flight(1);
    match errors {
        Some(errors) => end(run.errors(errors).run()).await,
        None => end(run.run()).await,
    }
}

#[tokio::test(start_paused = true)]
async fn a_single_line_of_somebody_else_is_left_as_it_is() {
    let folder = Folder::new();
    let client = FakeApi::in_memory().client();
    let request = r#"{"custom_id":"request-1","method":"POST","url":"/v1/chat/completions"}"#;
    for foreign in [request.to_owned(), "{".to_owned(), format!("{request} // my notes")] {
        fs::write(folder.journal(), &foreign).expect("a file");
        let (ended, error) = run(&client, &folder.journal(), None).await;
        assert_eq!(ended, 0);
        assert!(matches!(error, Some(RunError::Damaged { line: 1, .. })), "{error:?}");
        assert_eq!(fs::read_to_string(folder.journal()).expect("a file"), foreign);
    }
}

/// A raw value has the line ends of its server.
#[tokio::test(start_paused = true)]
async fn an_answer_of_many_lines_is_written_on_one() {
    let folder = Folder::new();
    let pretty = "{\r\n  \"text\": \"one\\ntwo\"\n}";
    let run = || {
        let call = |_| async { Ok::<_, Error>(RawValue::from_string(pretty.to_owned()).unwrap()) };
        Run::new(["a", "b"], call).journal(folder.journal()).run()
    };
    assert_eq!(outcomes(run()).await.len(), 2);
    assert_eq!(outcomes(run()).await.len(), 0);
    let answers = bulk::answers::<serde_json::Value>(folder.journal()).unwrap();
    let texts: Vec<_> = answers.map(|it| it.unwrap().answer["text"].clone()).collect();
    assert_eq!(texts, ["one\ntwo", "one\ntwo"]);
}

#[tokio::test(start_paused = true)]
async fn the_journal_is_no_error_file() {
    let folder = Folder::new();
    let client = FakeApi::in_memory().client();
    let journal = folder.journal();
    assert_eq!(run(&client, &journal, None).await.0, 2);
    let before = fs::read(&journal).expect("a journal");
    let mut names = vec![journal.clone(), folder.path().join(".").join("replies.jsonl")];
    #[cfg(unix)]
    {
        let [symbolic, hard] = ["symbolic", "hard"].map(|name| folder.path().join(name));
        std::os::unix::fs::symlink(&journal, &symbolic).expect("a link");
        fs::hard_link(&journal, &hard).expect("a link");
        names.extend([symbolic, hard]);
    }
    for errors in names {
        let (ended, error) = run(&client, &journal, Some(&errors)).await;
        let message = error.expect("an error").to_string();
        assert_eq!(ended, 0);
        assert!(
            message.ends_with("it is the journal too; write `.errors(…)` with another path"),
            "{message}"
        );
        assert_eq!(fs::read(&journal).expect("a journal"), before);
        let tickets = tickets(2);
        let run = Run::new(&tickets, |ticket| reply(&client, ticket)).journal(&journal);
        assert!(run.errors(&errors).remaining().is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn each_journal_has_its_error_file() {
    let folder = Folder::new();
    for (journal, errors) in [
        ("replies.gpt-4.1", "replies.gpt-4.1.errors.jsonl"),
        ("replies.gpt-4.5", "replies.gpt-4.5.errors.jsonl"),
        ("replies.gpt-4.1.jsonl", "replies.gpt-4.1.errors.jsonl"),
        ("replies", "replies.errors.jsonl"),
    ] {
        let client = FakeApi::in_memory().status(401).times(2).client();
        let [journal, errors] = [journal, errors].map(|name| folder.path().join(name));
        run(&client, &journal, None).await;
        assert_eq!(ids(&lines(&errors)), ["t0", "t1"]);
        fs::remove_file(errors).expect("an error file");
    }
}

/// The new error file is written beside the old one, and may not take the name of another file.
#[tokio::test(start_paused = true)]
async fn a_file_beside_the_error_file_is_left_as_it_is() {
    let folder = Folder::new();
    let client = FakeApi::in_memory().reply("1").status(503).reply("2").client();
    let (errors, journal) = (folder.path().join("x"), folder.path().join("x.new"));
    assert_eq!(run(&client, &journal, Some(&errors)).await.0, 2);
    assert_eq!(run(&client, &journal, Some(&errors)).await.0, 1);
    assert_eq!(ids(&lines(&journal)), ["t0", "t1"]);
    assert!(lines(&errors).is_empty());
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_new_error_file_is_what_the_old_one_was() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = Folder::new();
    let (real, link) = (folder.path().join("real.jsonl"), folder.path().join("link.jsonl"));
    fs::write(&real, "").expect("a file");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).expect("permissions");
    symlink(&real, &link).expect("a link");
    let client = FakeApi::in_memory().status(503).status(401).reply("Yes.").client();
    run(&client, &folder.journal(), Some(&link)).await;
    run(&client, &folder.journal(), Some(&link)).await;
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    assert_eq!(fs::metadata(&real).expect("a file").permissions().mode() & 0o777, 0o600);
    assert_eq!(ids(&lines(&real)), ["t1"]);
}

#[tokio::test]
async fn an_error_file_that_is_in_use_is_refused() {
    let folder = Folder::new();
    let api = FakeApi::in_memory().stall();
    let client = api.client();
    let tickets = tickets(1);
    let run = |journal: &str| {
        let run = Run::new(&tickets, |ticket| triage(&client, ticket));
        run.journal(folder.path().join(journal)).errors(folder.errors()).run()
    };
    let mut first = run("first.jsonl");
    begin(&mut first, &api).await;
    let (ended, error) = end(run("second.jsonl")).await;
    assert_eq!((ended, api.requests().len()), (0, 1));
    let Some(RunError::InUse { path, .. }) = error else { panic!("{error:?}") };
    assert_eq!(path, folder.errors());
}

/// Nothing is mended where the run cannot begin.
#[tokio::test(start_paused = true)]
async fn a_journal_is_not_cut_where_the_error_file_is_damaged() {
    let folder = Folder::new();
    let client = FakeApi::in_memory().client();
    run(&client, &folder.journal(), None).await;
    let whole = fs::read(folder.journal()).expect("a journal");
    let torn = &whole[..whole.len() - 9];
    fs::write(folder.journal(), torn).expect("a file");
    fs::write(folder.errors(), "name,age\n").expect("a file");
    let (ended, error) = run(&client, &folder.journal(), None).await;
    assert_eq!(ended, 0);
    assert!(matches!(error, Some(RunError::Damaged { line: 1, .. })), "{error:?}");
    assert_eq!(fs::read(folder.journal()).expect("a journal"), torn);
}

//! A run that is killed ten times, at any moment.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use openai_call::Client;
use openai_call::bulk::Run;
use openai_call::testing::{FakeApi, ServerModel};
use tokio::time::{sleep, timeout};

use super::folder::{Folder, ids};
use super::{tickets, triage};

const TICKETS: usize = 1_500;
const IN_FLIGHT: usize = 16;
const KILLS: usize = 10;

/// Where the child finds the server and its files; without these it is no child.
const URL: &str = "OPENAI_CALL_TEST_BULK_URL";
const FOLDER: &str = "OPENAI_CALL_TEST_BULK_FOLDER";

/// The program that is killed: this one, which runs this test alone.
#[tokio::test]
#[ignore = "it is the child of the test below"]
async fn child() {
    let (Ok(url), Ok(folder)) = (std::env::var(URL), std::env::var(FOLDER)) else { return };
    let client = Client::builder().base_url(url).api_key("sk-fake").build().expect("a client");
    let tickets = tickets(TICKETS);
    let run = Run::new(&tickets, |ticket| triage(&client, ticket)).in_flight(IN_FLIGHT);
    let mut run = run.journal(Path::new(&folder).join("replies.jsonl")).run();
    while let Some(outcome) = run.next().await {
        let outcome = outcome.expect("a run that goes on");
        outcome.into_result().expect("an answer");
    }
}

fn start(api: &FakeApi, folder: &Folder) -> Child {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "bulk::kill::child", "--ignored", "--nocapture"]);
    command.env(URL, api.url()).env(FOLDER, folder.path());
    command.stdout(Stdio::null()).spawn().expect("a child")
}

fn written(folder: &Folder) -> usize {
    let text = fs::read_to_string(folder.journal()).unwrap_or_default();
    text.split_inclusive('\n').filter(|line| line.ends_with('\n')).count()
}

/// Waits until so many lines are there.
async fn reach(lines: usize, folder: &Folder, child: &mut Child) {
    let reached = timeout(Duration::from_secs(60), async {
        while written(folder) < lines {
            let ended = child.try_wait().expect("a child");
            assert!(ended.is_none(), "it has ended before it was killed: {ended:?}");
            sleep(Duration::from_millis(1)).await;
        }
    });
    assert!(reached.await.is_ok(), "{} of {lines} lines after a minute", written(folder));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nothing_is_lost_and_nothing_paid_twice() {
    let folder = Folder::new();
    let ms = Duration::from_millis;
    let model = ServerModel::unlimited().latency(ms(1)..ms(20)).transit(ms(0)..ms(1));
    let api = FakeApi::start().await.model(model);
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    for kill in 1..=KILLS {
        let before = written(&folder);
        let mut child = start(&api, &folder);
        reach(before + random.usize(0..=60), &folder, &mut child).await;
        child.kill().expect("a child");
        child.wait().expect("a child");
        let (asked, answered) = (api.requests().len(), written(&folder));
        let most = answered + kill * IN_FLIGHT;
        assert!(asked <= most, "{asked} asked, {answered} written, kill {kill}, seed {seed}");
    }
    let status = start(&api, &folder).wait().expect("a child");
    assert!(status.success(), "{status}, seed {seed}");

    let tickets = tickets(TICKETS);
    let mut expected: Vec<&str> = tickets.iter().map(|ticket| ticket.custom_id.as_str()).collect();
    expected.sort_unstable();
    assert_eq!(ids(&folder.replies()), expected, "seed {seed}");
    assert!(folder.failures().is_empty());
    let asked = api.requests().len();
    assert!((TICKETS..=TICKETS + KILLS * IN_FLIGHT).contains(&asked), "{asked} asked, seed {seed}");
}

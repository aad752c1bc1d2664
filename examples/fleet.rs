//! Three processes that share one limit by a Redis: what each of them gets while Redis works, while it is
//! gone, and once it is back.
//!
//! `cargo run --example fleet --features openai-call-examples/redis` starts the processes, the API that they
//! ask, and a `redis-server` of its own on a loopback port. It takes half a minute, and ends all of them.

use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use openai_call::testing::{FakeApi, ServerModel};
use openai_call::{Client, RedisStore, Text, openai_call};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::sleep;

const PROCESSES: usize = 3;
const PER_MINUTE: u32 = 1_200;

/// So many calls wait in each process that none has nothing to do.
const CALLS: usize = 500;

/// How long each part takes.
const PART: Duration = Duration::from_secs(7);

/// What a process writes for an answer, and for a call that is lost.
const ANSWERED: &str = "answered";
const LOST: &str = "lost";

#[openai_call(retry = "transient", on_rate_limit = wait(up_to = 10min))]
async fn chat(client: &Client) -> Result<Text, openai_call::Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": "What is the square of 7?" }],
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    match &words[..] {
        [api, redis] => be_one_of_many(api, redis).await,
        _ => play().await,
    }
}

/// What each process of a fleet does: one line says where the limit is shared.
async fn be_one_of_many(api: &str, redis: &str) -> Result<(), Box<dyn Error>> {
    let store = RedisStore::connect(redis).await?.prefix("example");
    let client = Client::builder().base_url(api).api_key("sk-none").store(store).build()?;
    let calls = (0..CALLS).map(|_| {
        let client = client.clone();
        async move { chat(&client).await }
    });
    let mut calls: JoinSet<_> = calls.collect();
    while let Some(answer) = calls.join_next().await {
        println!("{}", if answer?.is_ok() { ANSWERED } else { LOST });
        for lane in client.health().lanes() {
            if let Some(why) = lane.store().and_then(|store| store.error()) {
                println!("{why}");
            }
        }
    }
    Ok(())
}

/// Starts all of them, and takes Redis away in the middle.
async fn play() -> Result<(), Box<dyn Error>> {
    let Some(mut redis) = Redis::start()? else {
        println!(
            "there is no `redis-server` on the PATH: install it (Debian and Ubuntu: `apt-get install redis-server`, macOS: `brew install redis`)"
        );
        return Ok(());
    };
    let model = ServerModel::bucket(PER_MINUTE).burst(Duration::from_secs(1));
    let api = FakeApi::start().await.model(model);
    let (said, mut heard) = unbounded_channel();
    let mut fleet = Vec::new();
    for number in 0..PROCESSES {
        fleet.push(Process::start(number, &api.url(), &redis.url(), said.clone())?);
    }
    println!("{PROCESSES} processes, {PER_MINUTE} requests a minute for all of them together\n");
    println!("answers of each process; alone: how many of them went by its share, without Redis");
    let headings = ["first", "second", "third", "alone", "429s", "lost"];
    println!("{:<14}{}", "", headings.map(|heading| format!("{heading:>8}")).concat());
    let mut refused_before = 0;
    for part in ["Redis works", "it is killed", "it is back"] {
        match part {
            "it is killed" => redis.kill(),
            "it is back" => redis.begin()?,
            _ => {}
        }
        sleep(PART).await;
        let refused = api.report().refused();
        print(part, &mut heard, refused - refused_before);
        refused_before = refused;
    }
    Ok(())
}

/// Prints what has come of one part.
fn print(part: &str, heard: &mut UnboundedReceiver<(usize, String)>, refused: usize) {
    let (mut answered, mut lost, mut alone, mut why) = ([0; PROCESSES], 0, 0, None);
    while let Ok((number, line)) = heard.try_recv() {
        match &*line {
            ANSWERED => answered[number] += 1,
            LOST => lost += 1,
            _ => (alone, why) = (alone + 1, Some(line)),
        }
    }
    let [first, second, third] = answered;
    print!("{part:<14}{first:>8}{second:>8}{third:>8}{alone:>8}{refused:>8}{lost:>8}");
    println!("{}", why.map(|why| format!("   ({why})")).unwrap_or_default());
}

/// One process of the fleet, which ends with its value.
struct Process(Child);

impl Process {
    fn start(
        number: usize,
        api: &str,
        redis: &str,
        said: UnboundedSender<(usize, String)>,
    ) -> std::io::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        let mut child = command.args([api, redis]).stdout(Stdio::piped()).spawn()?;
        if let Some(output) = child.stdout.take() {
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    if said.send((number, line)).is_err() {
                        break;
                    }
                }
            });
        }
        Ok(Self(child))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A Redis of our own, which keeps nothing.
struct Redis {
    port: u16,
    server: Option<Child>,
}

impl Redis {
    /// Starts it; `None` if there is none to start.
    fn start() -> std::io::Result<Option<Self>> {
        let version = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
        if version.is_err() {
            return Ok(None);
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut redis = Self { port, server: None };
        redis.begin()?;
        Ok(Some(redis))
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn begin(&mut self) -> std::io::Result<()> {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--port", &self.port.to_string(), "--save", ""]);
        self.server = Some(command.stdout(Stdio::null()).spawn()?);
        for _ in 0..500 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(10));
        }
        Err(std::io::Error::other("redis-server does not listen"))
    }

    fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

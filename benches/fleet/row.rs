//! [`Row`]: so many processes at such a limit, and what comes of them.

use std::env;
use std::error::Error;
use std::fmt;
use std::process::{Command, Stdio};
use std::time::Duration;

use openai_call::testing::{FakeApi, Report, ServerModel};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::sleep;

use crate::server::Server;
use crate::worker::{LOST, WORD};

/// How long a row takes, in seconds.
const TIME: usize = 45;

/// The middle of it, in which all processes are at work.
const STEADY: (f64, f64) = (0.1, 0.9);

pub(crate) const HEADINGS: &str = "   used     429s   lost   worst/best   Redis a call";

pub(crate) struct Row {
    pub(crate) processes: usize,
    pub(crate) per_minute: u32,
    pub(crate) outage: Outage,
}

/// What happens to Redis in the second third of the run.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Outage {
    None,
    /// It is killed, and comes back without its data.
    Killed,
    /// It answers nothing, and then goes on.
    Hanging,
}

/// What came of a row.
pub(crate) struct Outcome {
    report: Report,
    lost: usize,
    /// The calls of the worst process, as a part of those of the best.
    evenness: f64,
    /// `None` if Redis was killed meanwhile.
    commands: Option<f64>,
}

impl Row {
    pub(crate) fn name(&self) -> String {
        let what = match self.outage {
            Outage::None => "",
            Outage::Killed => ", Redis killed and wiped",
            Outage::Hanging => ", Redis hanging",
        };
        format!("{} processes, {} a minute{what}", self.processes, self.per_minute)
    }

    pub(crate) async fn play(&self) -> Result<Outcome, Box<dyn Error>> {
        let model = ServerModel::bucket(self.per_minute).burst(Duration::from_secs(1));
        let api = FakeApi::start().await.model(model);
        let mut redis = Server::start(&[]).ok_or("there is no Redis")?;
        let calls = TIME * self.per_minute as usize / 60 / self.processes;
        let mut workers = JoinSet::new();
        for _ in 0..self.processes {
            let (api, redis) = (api.url(), redis.url());
            workers.spawn_blocking(move || work(&api, &redis, calls));
        }
        redis = self.disturb(redis).await?;
        let mut answers = Vec::new();
        while let Some(worker) = workers.join_next().await {
            answers.push(worker??);
        }
        let made = (calls * self.processes) as f64;
        let answered: usize = answers.iter().map(Vec::len).sum();
        let commands =
            if self.outage == Outage::Killed { None } else { Some(commands(&redis).await? / made) };
        Ok(Outcome {
            report: api.report(),
            lost: calls * self.processes - answered,
            evenness: evenness(&answers),
            commands,
        })
    }

    async fn disturb(&self, mut redis: Server) -> Result<Server, Box<dyn Error>> {
        let third = Duration::from_secs(TIME as u64 / 3);
        if self.outage == Outage::None {
            return Ok(redis);
        }
        sleep(third).await;
        match self.outage {
            Outage::Killed => redis.kill(),
            _ => redis.signal("STOP"),
        }
        sleep(third).await;
        match self.outage {
            Outage::Killed => redis = spawn_blocking(move || restarted(redis)).await?,
            _ => redis.signal("CONT"),
        }
        Ok(redis)
    }
}

fn restarted(mut redis: Server) -> Server {
    redis.restart();
    redis
}

/// Runs a process, and returns when its calls were answered.
fn work(api: &str, redis: &str, calls: usize) -> Result<Vec<u64>, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.args([WORD, api, redis, &calls.to_string()]).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("a worker has failed: {}", output.status));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let times = text.lines().filter(|line| *line != LOST).map(str::parse);
    times.collect::<Result<_, _>>().map_err(|error| format!("{error}: {text}"))
}

/// The fewest calls of a process in the steady time, as a part of the most.
fn evenness(answers: &[Vec<u64>]) -> f64 {
    let times = || answers.iter().flatten().copied();
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return 0.0 };
    let at = |part: f64| first as f64 + part * (last - first) as f64;
    let steady = at(STEADY.0)..at(STEADY.1);
    let count =
        |times: &Vec<u64>| times.iter().filter(|time| steady.contains(&(**time as f64))).count();
    let counts: Vec<usize> = answers.iter().map(count).collect();
    let [worst, best] = [counts.iter().min(), counts.iter().max()].map(|it| it.map_or(0, |it| *it));
    worst as f64 / best.max(1) as f64
}

/// How many scripts Redis has run.
async fn commands(redis: &Server) -> Result<f64, Box<dyn Error>> {
    let client = redis::Client::open(redis.url())?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    let text: String = redis::cmd("INFO").arg("commandstats").query_async(&mut connection).await?;
    let calls = text.lines().find_map(|line| line.strip_prefix("cmdstat_evalsha:calls="));
    let calls = calls.and_then(|line| line.split(',').next()).ok_or("nothing was leased")?;
    Ok(calls.parse()?)
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = 100.0 * self.report.refused_share();
        let used = self.report.used().unwrap_or_default();
        write!(f, "{used:>7.3}{refused:>7.2} %{:>7}{:>13.3}", self.lost, self.evenness)?;
        match self.commands {
            Some(commands) => write!(f, "{commands:>15.3}"),
            None => write!(f, "{:>15}", "-"),
        }
    }
}

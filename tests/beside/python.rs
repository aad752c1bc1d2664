//! [`Python`]: a peer in a process of its own, which is asked line by line.

use std::env;
use std::error::Error;
use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::outcome::Outcome;
use crate::peers::LONGEST;
use crate::scripts::How;

pub(crate) struct Python {
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    pub(crate) name: &'static str,
    pub(crate) setup: &'static str,
    version: String,
    /// Is killed when this is dropped.
    _process: Child,
}

/// The first line of the program.
#[derive(Deserialize)]
struct Hello {
    version: String,
}

impl Python {
    /// Starts the Python of `BESIDE_PYTHON` with the peer of this module.
    pub(crate) async fn start(
        module: &str,
        name: &'static str,
        setup: &'static str,
    ) -> Result<Self, Box<dyn Error>> {
        let python = env::var("BESIDE_PYTHON").map_err(|_| "write `cargo xtask beside`")?;
        let mut process = Command::new(python)
            .args([concat!(env!("CARGO_MANIFEST_DIR"), "/python/ask.py"), module])
            .env("NO_PROXY", "127.0.0.1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = process.stdin.take().ok_or("no pipe to Python")?;
        let output = process.stdout.take().ok_or("no pipe from Python")?;
        let mut output = BufReader::new(output).lines();
        let Hello { version } = line(&mut output).await?;
        Ok(Self { input, output, name, setup, version, _process: process })
    }

    /// `name 1.2.3`.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    pub(crate) async fn ask(
        &mut self,
        url: &str,
        timeout: Duration,
        how: How,
    ) -> Result<Outcome, Box<dyn Error>> {
        let (timeout, longest) = (timeout.as_secs_f64(), LONGEST.as_secs_f64());
        let job = json!({ "url": url, "timeout": timeout, "longest": longest, "how": how.word() });
        self.input.write_all(format!("{job}\n").as_bytes()).await?;
        line(&mut self.output).await
    }
}

async fn line<T: DeserializeOwned>(
    output: &mut Lines<BufReader<ChildStdout>>,
) -> Result<T, Box<dyn Error>> {
    let line = output.next_line().await?.ok_or("Python has ended")?;
    Ok(serde_json::from_str(&line)?)
}

//! The SDK in a process of its own, which is asked line by line.

use std::env;
use std::error::Error as StdError;
use std::process::Stdio;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

pub(crate) struct Sdk {
    /// Ends with this.
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    version: String,
}

impl Sdk {
    /// Starts the Python of `BESIDE_PYTHON`.
    pub(crate) fn start() -> Result<Self, Box<dyn StdError>> {
        let python = env::var("BESIDE_PYTHON").map_err(|_| "write `cargo xtask beside`")?;
        let version = env::var("BESIDE_VERSION").unwrap_or_default();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/beside/sdk.py");
        let mut child = Command::new(python)
            .arg(script)
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = child.stdin.take().ok_or("no pipe to Python")?;
        let output = child.stdout.take().ok_or("no pipe from Python")?;
        let output = BufReader::new(output).lines();
        Ok(Self { _child: child, input, output, version })
    }

    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// What a call ends in, with a timeout in seconds.
    pub(crate) async fn ask(
        &mut self,
        url: &str,
        timeout: f64,
        stream: bool,
    ) -> Result<String, Box<dyn StdError>> {
        let job = format!("{}\n", json!({ "url": url, "timeout": timeout, "stream": stream }));
        self.input.write_all(job.as_bytes()).await?;
        let line = self.output.next_line().await?.ok_or("Python has ended")?;
        Ok(serde_json::from_str(&line)?)
    }
}

//! The SDK in a process of its own, which is asked line by line.

use std::env;
use std::error::Error as StdError;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

use serde_json::json;

/// Python ends with its input.
pub(crate) struct Sdk {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    version: String,
}

impl Sdk {
    /// Starts the Python of `BESIDE_PYTHON`.
    pub(crate) fn start() -> Result<Self, Box<dyn StdError>> {
        let python = env::var("BESIDE_PYTHON").map_err(|_| "write `cargo xtask beside`")?;
        let version = env::var("BESIDE_VERSION").unwrap_or_default();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/sdk.py");
        let mut child = Command::new(python)
            .arg(script)
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().ok_or("no pipe to Python")?;
        let output = child.stdout.take().ok_or("no pipe from Python")?;
        Ok(Self { input, output: BufReader::new(output), version })
    }

    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// What a call ends in, with a timeout in seconds. Blocks its thread meanwhile.
    pub(crate) fn ask(
        &mut self,
        url: &str,
        timeout: f64,
        how: &str,
    ) -> Result<String, Box<dyn StdError>> {
        let job = json!({ "url": url, "timeout": timeout, "how": how });
        writeln!(self.input, "{job}")?;
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err("Python has ended".into());
        }
        Ok(serde_json::from_str(&line)?)
    }
}

//! The requests: lines in the format of OpenAI's Batch API.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What a line has beside these is not sent, and may change from run to run.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Request {
    pub(crate) custom_id: String,
    pub(crate) body: Value,
}

impl Request {
    /// About as many tokens of input as a tokenizer would count: one for every four bytes.
    pub(crate) fn input_tokens(&self) -> u64 {
        self.body["messages"].to_string().len().div_ceil(4) as u64
    }

    /// The most tokens that the answer may have, or as many as many answers do.
    pub(crate) fn output_tokens(&self) -> u64 {
        let limit = self.body.get("max_completion_tokens").or_else(|| self.body.get("max_tokens"));
        limit.and_then(Value::as_u64).unwrap_or(500)
    }
}

/// Makes a file of requests. It gets its name once it is complete.
pub(crate) fn generate(path: &Path, requests: usize) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = BufWriter::new(File::create(&beside)?);
    for n in 1..=requests {
        let line = json!({
            "custom_id": format!("request-{n}"),
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": {
                "model": "gpt-4o-mini",
                "max_completion_tokens": 50,
                "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
            },
        });
        writeln!(file, "{line}")?;
    }
    file.into_inner()?.sync_all()?;
    fs::rename(beside, path)
}

pub(crate) fn count(path: &Path) -> io::Result<u64> {
    let mut lines = 0;
    for line in BufReader::new(File::open(path)?).lines() {
        lines += u64::from(!line?.trim().is_empty());
    }
    Ok(lines)
}

/// The requests, one by one, as they are asked for.
pub(crate) fn read(path: &Path) -> io::Result<impl Iterator<Item = Result<Request, String>>> {
    let lines = BufReader::new(File::open(path)?).lines().zip(1..);
    let lines = lines.filter(|(line, _)| !line.as_ref().is_ok_and(|line| line.trim().is_empty()));
    Ok(lines.map(|(line, number)| {
        let request = line.map_err(|error| error.to_string());
        let request =
            request.and_then(|line| serde_json::from_str(&line).map_err(|error| error.to_string()));
        request.map_err(|error| format!("line {number} is no request: {error}"))
    }))
}

//! This crate beside what people use instead, against the same scripts. Needs Python 3 with `venv`, into which
//! it installs the peers.

use std::process::Command;

use crate::recipes::{cargo, root, run};

/// The peers in Python. Those in Rust are in `Cargo.lock`.
const PACKAGES: [&str; 3] =
    ["openai==3.57.0", "litellm==1.110.2", "pydantic-ai-slim[openai]==2.68.0"];

pub(crate) fn beside() -> Result<(), String> {
    let folder = root().join("target/beside");
    let python = folder.join("bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    }
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))?;
    let mut command = cargo();
    command.args([
        "run",
        "--locked",
        "--quiet",
        "--package",
        "openai-call-tests-beside",
        "--example",
        "beside",
    ]);
    run(command.env("BESIDE_PYTHON", &python))
}

//! The official Python SDK beside this one, against the same scripts. Needs Python 3 with `venv`.

use std::path::Path;
use std::process::Command;

use crate::recipes::{cargo, run};

/// The version that the reasons in `tests/beside/scripts.rs` were written for.
const VERSION: &str = "3.54.0";

pub(crate) fn beside() -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/beside");
    let python = folder.join("bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    }
    let package = format!("openai=={VERSION}");
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", &package]))?;
    let mut command = cargo();
    command.args([
        "run",
        "--quiet",
        "--package",
        "openai-call-tests-beside",
        "--example",
        "beside",
    ]);
    run(command.env("BESIDE_PYTHON", &python).env("BESIDE_VERSION", VERSION))
}

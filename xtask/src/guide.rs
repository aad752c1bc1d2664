//! The guide as a book in `target/guide`. Needs `cargo install mdbook`; its code and links are tested by
//! `tests/guide`.

use std::process::{Command, Stdio};

use crate::recipes::{cargo, root, run};

pub(crate) fn guide() -> Result<(), String> {
    let version = Command::new("mdbook").arg("--version").stdout(Stdio::null()).status();
    if version.is_err() {
        return Err("there is no `mdbook` on the PATH; install it: cargo install mdbook".to_owned());
    }
    run(Command::new("mdbook").args(["build", "docs"]).current_dir(root()))?;
    println!("the guide is in target/guide/index.html");
    run(cargo().args(["test", "--locked", "--package", "openai-call-tests-guide"]))
}

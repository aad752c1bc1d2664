//! What an editor makes of the attribute: rust-analyzer is asked over the language server protocol,
//! as an editor asks it. Needs `rustup component add rust-analyzer`.

mod probes;
mod server;

use std::fs;
use std::path::PathBuf;

use probes::PROBES;
use server::Server;

use crate::recipes::root;

const MANIFEST: &str = r#"
[package]
name = "editor"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
openai-call = { path = "ROOT/runtime" }
"#;

pub(crate) const TEXT: &str = include_str!("../editor/lib.rs");

pub(crate) fn editor() -> Result<(), String> {
    let folder = lay_out().map_err(|error| format!("the crate for the editor: {error}"))?;
    let mut server = Server::start(&folder)?;
    let mut failures = 0;
    for probe in PROBES {
        let outcome = probe.run(&mut server);
        println!("{:<8}{}", if outcome.is_ok() { "ok" } else { "FAILED" }, probe.about);
        if let Err(message) = outcome {
            failures += 1;
            println!("      {message}");
        }
    }
    server.stop()?;
    if failures == 0 { Ok(()) } else { Err(format!("{failures} of {} failed", PROBES.len())) }
}

/// A crate of its own, with the versions of this workspace.
fn lay_out() -> std::io::Result<PathBuf> {
    let root = root().canonicalize()?;
    let folder = root.join("target/editor");
    fs::create_dir_all(folder.join("src"))?;
    let manifest = MANIFEST.replace("ROOT", &root.display().to_string());
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/lib.rs"), TEXT)?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(folder)
}

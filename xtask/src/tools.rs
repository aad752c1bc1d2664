//! Recipes by tools that do not come with cargo. Each is installed at its first use.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::recipes::{cargo, root, run};

/// The oldest compiler that the published crates build with.
const OLDEST: &str = env!("CARGO_PKG_RUST_VERSION");

/// What is compared with where there is no release yet.
const BRANCH: &str = "main";

/// With every feature but two kinds of TLS: they have no code here, and the C below them takes long.
pub(crate) fn msrv() -> Result<(), String> {
    let mut toolchain = Command::new("rustup");
    if !starts(toolchain.args(["run", OLDEST, "rustc", "--version"])) {
        let install = ["toolchain", "install", OLDEST, "--profile", "minimal", "--no-self-update"];
        run(Command::new("rustup").args(install))?;
    }
    // The proxy of rustup: the cargo that runs this is a newer one.
    let mut check = Command::new("cargo");
    check.arg(format!("+{OLDEST}")).args(["check", "--locked", "--package", "openai-call"]);
    run(check.args(["--no-default-features", "--features", &features()?]))
}

/// The features of the runtime, without those that build C.
fn features() -> Result<String, String> {
    let mut command = cargo();
    let output = command.args(["metadata", "--no-deps", "--format-version", "1"]).output();
    let output = output.map_err(|error| format!("cargo did not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let features = packages
        .filter(|package| package["name"] == "openai-call")
        .filter_map(|package| package["features"].as_object())
        .flat_map(|features| features.keys().map(String::as_str));
    let c = ["default", "native-tls", "rustls"];
    Ok(features.filter(|name| !c.contains(name)).collect::<Vec<_>>().join(","))
}

/// The advisories last: they alone need the network.
pub(crate) fn deny() -> Result<(), String> {
    install("cargo-deny", Command::new("cargo-deny").arg("--version"))?;
    for what in [&["bans", "licenses", "sources"] as &[&str], &["advisories"]] {
        let mut check = at_root(Command::new("cargo-deny"));
        check.args(["--locked", "--manifest-path", "runtime/Cargo.toml", "--config", "deny.toml"]);
        run(check.arg("check").args(what))?;
    }
    Ok(())
}

/// Against the newest release, by its tag.
pub(crate) fn semver() -> Result<(), String> {
    install("cargo-semver-checks", cargo().args(["semver-checks", "--version"]))?;
    let newest = Command::new("git").args(["describe", "--tags", "--abbrev=0"]).output();
    let newest = newest.map_err(|error| format!("git did not start: {error}"))?;
    let tag = String::from_utf8_lossy(&newest.stdout);
    let baseline = if newest.status.success() { tag.trim() } else { BRANCH };
    let mut check = at_root(cargo());
    check.args(["semver-checks", "--package", "openai-call", "--all-features"]);
    run(check.args(["--baseline-rev", baseline]))
}

pub(crate) fn unused() -> Result<(), String> {
    install("cargo-machete", Command::new("cargo-machete").arg("--version"))?;
    run(&mut at_root(Command::new("cargo-machete")))
}

pub(crate) fn typos() -> Result<(), String> {
    install("typos-cli", Command::new("typos").arg("--version"))?;
    run(&mut at_root(Command::new("typos")))
}

/// Installs a tool that does not start.
fn install(package: &str, version: &mut Command) -> Result<(), String> {
    if starts(version) { Ok(()) } else { run(cargo().args(["install", "--locked", package])) }
}

fn starts(command: &mut Command) -> bool {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

fn at_root(mut command: Command) -> Command {
    command.current_dir(root());
    command
}

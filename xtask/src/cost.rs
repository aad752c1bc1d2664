//! What an annotated function costs the compiler. Four crates of 300 functions each are checked one
//! after the other, several times over: a plain call, the same under `#[tracing::instrument]`, with
//! a loop written by hand, and annotated. What a function costs is what it takes beyond a plain one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::recipes::{cargo, root, run};

const FUNCTIONS: usize = 300;
const ROUNDS: usize = 7;

/// A way to write the function: its crate's name, what it adds to a plain call, and the template.
struct Way {
    name: &'static str,
    about: &'static str,
    template: &'static str,
}

const WAYS: [Way; 4] = [
    Way {
        name: "plain",
        about: "one request, no handling",
        template: include_str!("../cost/plain.rs"),
    },
    Way {
        name: "instrumented",
        about: "plain under #[tracing::instrument]",
        template: include_str!("../cost/instrumented.rs"),
    },
    Way {
        name: "by_hand",
        about: "a loop and a match",
        template: include_str!("../cost/by_hand.rs"),
    },
    Way {
        name: "annotated",
        about: "#[openai_call(…)]",
        template: include_str!("../cost/annotated.rs"),
    },
];

const MANIFEST: &str = r#"
[package]
name = "NAME"
version = "0.0.0"
edition = "2024"

[lib]
path = "lib.rs"

[dependencies]
openai-call = { path = "ROOT/runtime" }
reqwest = { version = "0.13", default-features = false, features = ["json"] }
serde_json = "1"
tokio = { version = "1", features = ["time"] }
tracing = { version = "0.1", features = ["attributes"] }
"#;

pub(crate) fn cost() -> Result<(), String> {
    let root = root();
    let folder = root.join("target/cost");
    lay_out(&root, &folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for way in &WAYS {
        check(&folder, way)?;
    }
    let mut best = [Duration::MAX; WAYS.len()];
    for _ in 0..ROUNDS {
        for (way, best) in WAYS.iter().zip(&mut best) {
            *best = check(&folder, way)?.min(*best);
        }
    }
    print(&best);
    Ok(())
}

/// A workspace of the four crates, with the versions of this one.
fn lay_out(root: &Path, folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let members = WAYS.map(|way| format!("\"{}\"", way.name)).join(", ");
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let root = root.canonicalize()?.display().to_string();
    for way in &WAYS {
        let member = folder.join(way.name);
        fs::create_dir_all(&member)?;
        let manifest = MANIFEST.replace("NAME", way.name).replace("ROOT", &root);
        fs::write(member.join("Cargo.toml"), manifest)?;
        fs::write(library(folder, way), source(way))?;
    }
    Ok(())
}

fn library(folder: &Path, way: &Way) -> PathBuf {
    folder.join(way.name).join("lib.rs")
}

fn source(way: &Way) -> String {
    let head = "#![allow(unused_imports)]\nuse std::time::Duration;\n\
                use reqwest::Client;\nuse serde_json::{Value, json};\n";
    let functions = (0..FUNCTIONS).map(|i| way.template.replace("NAME", &format!("call_{i}")));
    head.to_owned() + &functions.collect::<String>()
}

/// How long one `cargo check` of the crate takes, its dependencies being there.
fn check(folder: &Path, way: &Way) -> Result<Duration, String> {
    let library = library(folder, way);
    fs::write(&library, source(way)).map_err(|error| format!("{}: {error}", library.display()))?;
    let mut command = cargo();
    command.args(["check", "--quiet", "--package", way.name]).current_dir(folder);
    command.env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", folder.join("target"));
    let start = Instant::now();
    run(&mut command)?;
    Ok(start.elapsed())
}

fn print(best: &[Duration; WAYS.len()]) {
    println!(
        "cargo check of {FUNCTIONS} functions, the best of {ROUNDS} rounds; each, in ms, beyond"
    );
    println!("{:<14}{:>8}{:>10}{:>10}   way", "crate", "in all", "plain", "by hand");
    for (way, took) in WAYS.iter().zip(best) {
        let [plain, by_hand] = [best[0], best[2]].map(|other| each(*took, other));
        let took = took.as_secs_f64();
        println!("{:<14}{took:>6.2} s{plain:>10.2}{by_hand:>10.2}   {}", way.name, way.about);
    }
}

/// What one function takes more than in another crate, in milliseconds.
fn each(took: Duration, other: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "300")]
    let functions = FUNCTIONS as f64;
    (took.as_secs_f64() - other.as_secs_f64()) * 1_000.0 / functions
}

//! Every fuzz target for a minute. Needs a nightly compiler and `cargo install cargo-fuzz`.

use std::process::Command;

use crate::recipes::{root, run};

const TARGETS: [&str; 6] = ["attribute", "classifier", "decoder", "delay", "duration", "events"];

/// For each target, in seconds.
const TIME: u32 = 60;

pub(crate) fn fuzz() -> Result<(), String> {
    let folder = root().join("fuzz");
    for target in TARGETS {
        println!("{target}");
        // The proxy of rustup: the cargo that runs this is no nightly one.
        let mut command = Command::new("cargo");
        command.args(["+nightly", "fuzz", "run", target, "--"]).current_dir(&folder);
        command.args([format!("-max_total_time={TIME}"), "-timeout=10".to_owned()]);
        command.arg("-print_final_stats=1");
        run(&mut command)?;
    }
    Ok(())
}

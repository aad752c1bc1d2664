//! What a table was measured with: [`line`].

use std::process::Command;
use std::time::SystemTime;
use std::{env, fs, thread};

/// The machine, the versions of these packages in `lock` (the text of a `Cargo.lock`), and the date.
pub(crate) fn line(lock: &str, packages: &[&str]) -> String {
    let versions: Vec<_> = packages.iter().map(|name| version(lock, name)).collect();
    format!("{}; {}; {}", machine(), versions.join(", "), date())
}

/// `name 1.2.3`, with every version that is locked.
fn version(lock: &str, name: &str) -> String {
    let marker = format!("name = \"{name}\"\nversion = \"");
    let versions = lock.split(&marker).skip(1).filter_map(|rest| rest.split('"').next());
    format!("{name} {}", versions.collect::<Vec<_>>().join(" and "))
}

/// `2 cores, AMD EPYC, Linux x86_64`.
fn machine() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let built_for = || format!("{} {}", env::consts::OS, env::consts::ARCH);
    let system = said(Command::new("uname").arg("-sm")).unwrap_or_else(built_for);
    let processor = processor().unwrap_or_else(|| "an unnamed processor".to_owned());
    format!("{cores} cores, {processor}, {system}")
}

/// Its name, by Linux or by macOS.
fn processor() -> Option<String> {
    let linux = || {
        let text = fs::read_to_string("/proc/cpuinfo").ok()?;
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(": ")?.1.to_owned())
    };
    linux().or_else(|| said(Command::new("sysctl").args(["-n", "machdep.cpu.brand_string"])))
}

/// What a program prints; `None` where there is none.
fn said(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// `25 Nov 2026`.
fn date() -> String {
    let now = httpdate::fmt_http_date(SystemTime::now());
    now.split(' ').skip(1).take(3).collect::<Vec<_>>().join(" ")
}

//! The two published crates as they would be uploaded: packaged, built from their own files, listed.
//! Needs no network once `cargo fetch` has run, and a tree without changes that are not committed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::recipes::{cargo, root, run};

const CRATES: [&str; 2] = ["openai-call-macros", "openai-call"];

/// What every package has.
const NEEDED: [&str; 4] = ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// What no package has: nobody runs a test of it, and no page shows a picture of it.
const USELESS: [&str; 5] = ["/tests/", "proptest-regressions/", ".png", ".svg", ".stderr"];

struct File {
    path: String,
    size: u64,
}

pub(crate) fn package() -> Result<(), String> {
    let mut command = cargo();
    command.args(["package", "--locked", "--offline"]);
    run(command.args(CRATES.map(|name| format!("--package={name}"))))?;
    CRATES.iter().try_for_each(|name| report(name))
}

/// Lists the files of one package, and fails where one is missing or useless.
fn report(name: &str) -> Result<(), String> {
    let folder = root().join("target/package");
    let root = folder.join(format!("{name}-{}", env!("CARGO_PKG_VERSION")));
    let archive = PathBuf::from(format!("{}.crate", root.display()));
    let packed = fs::metadata(&archive).map_err(|error| unreadable(&archive, &error))?.len();
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    for file in &files {
        println!("{:>9}  {name}/{}", file.size, file.path);
    }
    let size: u64 = files.iter().map(|file| file.size).sum();
    println!("{name}: {} files, {size} bytes, {packed} packed\n", files.len());
    check(name, &files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let path = entry.path();
        let about = entry.metadata().map_err(|error| unreadable(&path, &error))?;
        if about.is_dir() {
            collect(root, &path, files)?;
        } else {
            let path = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            files.push(File { path, size: about.len() });
        }
    }
    Ok(())
}

fn check(name: &str, files: &[File]) -> Result<(), String> {
    let missing = NEEDED.iter().find(|path| files.iter().all(|file| file.path != **path));
    if let Some(path) = missing {
        return Err(format!("{name} has no {path}: see `include` and `exclude` in its manifest"));
    }
    let useless = files.iter().find(|file| USELESS.iter().any(|part| file.path.contains(part)));
    useless.map_or(Ok(()), |file| {
        Err(format!("{name} has {}: add it to `exclude` in its manifest", file.path))
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

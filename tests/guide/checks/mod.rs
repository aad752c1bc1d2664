//! What no page may be without: a place in the summary, a test of its code, true words.

mod included;
mod linked;
mod quoted;

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of this repository.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a folder, and of the folders in it, whose names end so.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("one").path());
    let (folders, mut files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.retain(|path| path.to_string_lossy().ends_with(end));
    files.extend(folders.iter().flat_map(|folder| self::files(folder, end)));
    files
}

/// Every page, by its path below `docs/src`, and its text.
fn pages() -> Vec<(String, String)> {
    let root = repository().join("docs/src");
    let name =
        |path: &Path| path.strip_prefix(&root).expect("a page").to_string_lossy().into_owned();
    files(&root, ".md").iter().map(|path| (name(path), text(path))).collect()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a text")
}

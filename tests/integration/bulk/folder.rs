//! [`Folder`]: where a test has its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// A folder of its own, which is gone when the test has passed.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        static FOLDERS: AtomicUsize = AtomicUsize::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("bulk-{}-{number}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.0.join("replies.jsonl")
    }

    pub(super) fn errors(&self) -> PathBuf {
        self.0.join("replies.errors.jsonl")
    }

    pub(super) fn replies(&self) -> Vec<Value> {
        lines(&self.journal())
    }

    pub(super) fn failures(&self) -> Vec<Value> {
        lines(&self.errors())
    }
}

/// The ids of lines, sorted.
pub(super) fn ids(lines: &[Value]) -> Vec<&str> {
    let mut ids: Vec<&str> = lines.iter().filter_map(|line| line["custom_id"].as_str()).collect();
    ids.sort_unstable();
    ids
}

/// The lines of a file, each of which is whole.
pub(super) fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("a text");
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    text.lines().map(|line| serde_json::from_str(line).expect("json")).collect()
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            fs::remove_dir_all(&self.0).expect("a folder");
        }
    }
}

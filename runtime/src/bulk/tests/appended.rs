//! Files that more than one run wants.

use std::fs;
use std::sync::Barrier;
use std::thread;

use crate::bulk::appended::Appended;
use crate::bulk::same::is_at;

/// A run puts a new error file in the place of the old one when it ends, while the next one waits for the
/// lock of the old one.
#[test]
fn a_file_that_was_replaced_is_opened_anew() {
    let folder = std::env::temp_dir().join(format!("openai-call-appended-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let [path, new] = ["errors.jsonl", "new"].map(|name| folder.join(name));
    let first = Appended::open(&path).expect("a file");
    let begins = Barrier::new(2);
    let mut second = thread::scope(|scope| {
        let second = scope.spawn(|| {
            begins.wait();
            Appended::open(&path).expect("a file")
        });
        begins.wait();
        fs::write(&new, "").expect("a file");
        fs::rename(&new, &path).expect("a new name");
        assert!(!is_at(&first.file, &path));
        drop(first);
        second.join().expect("a file")
    });
    second.append(b"kept").expect("a line");
    assert_eq!(fs::read(&path).expect("a file"), b"kept");
    fs::remove_dir_all(folder).expect("a folder");
}

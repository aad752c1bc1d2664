//! The house keeps its order: a folder imports only from those that stand before it in its list, and
//! no file or function grows beyond what can be read at once.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of `runtime/src`, each above all that it imports.
const RUNTIME: &[&str] = &[
    "kind",
    "kinds",
    "scan",
    "usage",
    "policy",
    "limits",
    "error",
    "classify",
    "observe",
    "http",
    "call",
    "answer",
    "stream",
    "bulk",
    "testing",
    "keywords",
    "__private",
    "lib",
];

/// The rooms of `macros/src`.
const MACROS: &[&str] =
    &["errors", "words", "syntax", "model", "check", "output", "derive", "named", "expand", "lib"];

/// What the pure core may not know.
const IMPURE: &[&str] = &["tokio", "reqwest", "crate::error"];

const LONGEST_FILE: usize = 300;
const LONGEST_FUNCTION: usize = 60;

/// A line of code, without its comments and without the code of unit tests.
struct Line {
    file: PathBuf,
    number: usize,
    text: String,
}

impl Line {
    /// The rooms that it names, each in a path of its own.
    fn rooms(&self) -> impl Iterator<Item = &str> {
        let paths = self.text.split("crate::").skip(1);
        let rooms = paths.map(|path| path.split(|it: char| !it.is_alphanumeric() && it != '_'));
        // In a message, `crate::{name}` is no path.
        let is_use = self.text.trim_start().starts_with("use ");
        rooms.filter_map(|mut words| words.next()).filter(move |room| is_use || !room.is_empty())
    }

    /// The room that it stands in, below the folder `src`.
    fn room(&self, src: &Path) -> String {
        let inside = self.file.strip_prefix(src).expect("a file of the folder");
        let first = inside.components().next().expect("a file");
        first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
    }

    fn place(&self) -> String {
        format!("{}:{}", self.file.display(), self.number)
    }
}

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|folder| folder.join("Cargo.lock").is_file()).expect("a root").to_owned()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("one").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let sources = files.into_iter().filter(|path| path.extension().is_some_and(|it| it == "rs"));
    let folders = folders.iter().filter(|folder| !folder.ends_with("target"));
    sources.chain(folders.flat_map(|folder| self::files(folder))).collect()
}

/// The code of a crate. A folder `tests` is that of its unit tests.
fn code(src: &Path) -> Vec<Line> {
    let is_code = |file: &PathBuf| !file.components().any(|part| part.as_os_str() == "tests");
    files(src).into_iter().filter(is_code).flat_map(|file| lines(&file)).collect()
}

fn lines(file: &Path) -> Vec<Line> {
    let text = fs::read_to_string(file).expect("a text");
    let mut lines = Vec::new();
    // The indentation of an item that only tests have.
    let mut left_out: Option<usize> = None;
    for (line, number) in text.lines().zip(1..) {
        let code = line.split("//").next().unwrap_or_default();
        let indentation = line.len() - line.trim_start().len();
        if let Some(start) = left_out {
            if indentation == start && code.trim_end().ends_with([';', '}']) {
                left_out = None;
            }
        } else if code.trim_start().starts_with("#[cfg(") && code.contains("test") {
            left_out = (!code.contains("\"testing\"")).then_some(indentation);
        } else {
            lines.push(Line { file: file.to_owned(), number, text: code.to_owned() });
        }
    }
    lines
}

fn assert_order(src: &str, rooms: &[&str]) {
    let src = root().join(src);
    let floor = |room: &str| rooms.iter().position(|it| *it == room);
    let mut wrong = Vec::new();
    for line in code(&src) {
        let own = line.room(&src);
        let Some(own_floor) = floor(&own) else {
            wrong.push(format!("{}: `{own}` is in no list", line.place()));
            continue;
        };
        for room in line.rooms() {
            let place = line.place();
            match floor(room) {
                Some(floor) if floor <= own_floor => {}
                Some(_) => wrong.push(format!("{place}: `{own}` imports `{room}` above it")),
                None if room == "__words" => {}
                None => wrong.push(format!("{place}: name the room that `{room}` stands in")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_runtime_imports_downwards() {
    assert_order("runtime/src", RUNTIME);
}

#[test]
fn the_macros_import_downwards() {
    assert_order("macros/src", MACROS);
}

#[test]
fn the_policy_is_pure() {
    let lines = code(&root().join("runtime/src/policy"));
    assert!(!lines.is_empty());
    for line in lines {
        for word in IMPURE {
            assert!(!line.text.contains(word), "{}: the policy knows `{word}`", line.place());
        }
    }
}

/// Every file of ours, but for those that hold the messages of the compiler.
fn all_files() -> Vec<PathBuf> {
    let folders = ["benches", "examples", "fuzz", "macros", "runtime", "tests", "xtask"];
    folders.iter().flat_map(|folder| files(&root().join(folder))).collect()
}

#[test]
fn no_file_is_too_long() {
    let mut long = Vec::new();
    for file in all_files() {
        let count = fs::read_to_string(&file).expect("a text").lines().count();
        if count > LONGEST_FILE {
            long.push(format!("{} has {count} lines; split it", file.display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn no_function_is_too_long() {
    let mut long = Vec::new();
    for file in all_files() {
        let text = fs::read_to_string(&file).expect("a text");
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate().filter(|(_, line)| begins_function(line)) {
            let indentation = &line[..line.len() - line.trim_start().len()];
            let end = format!("{indentation}}}");
            let whole = lines[start..].iter().position(|line| **line == end).unwrap_or(0) + 1;
            let length = whole - printed(&lines[start..start + whole]);
            let place = format!("{}:{}", file.display(), start + 1);
            if length > LONGEST_FUNCTION {
                long.push(format!("{place}: {length} lines; divide the function"));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// How many lines are those of a snapshot, which is as long as what it prints.
fn printed(lines: &[&str]) -> usize {
    let mut inside = false;
    let mut count = 0;
    for line in lines {
        inside &= !line.trim_start().starts_with("\"#]]");
        count += usize::from(inside);
        inside |= line.contains("expect![[r#\"") && !line.contains("\"#]]");
    }
    count
}

fn begins_function(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take_while(|word| *word != "fn").collect();
    let known = ["async", "const", "pub", "pub(crate)", "pub(super)"];
    // In a macro's rule the end of a function is not its own.
    line.contains("fn ")
        && !line.contains('$')
        && line.trim_end().ends_with(['{', '(', '>'])
        && words.iter().all(|word| known.contains(word))
}

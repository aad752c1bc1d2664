//! The table of diagnostics in the documentation, against what the compiler says.

use std::fs;

/// Messages that rustc or syn words.
const NOT_OURS: [&str; 4] = [
    "cannot find macro",
    "expected one of `.`",
    "functions cannot be both",
    "implementation of `Deserialize`",
];

/// The first column of each row.
fn rows() -> Vec<String> {
    let table = include_str!("../../runtime/src/diagnostics.md");
    let rows = table.lines().filter(|line| line.starts_with("| ") && *line != HEAD);
    let cells = rows.map(|row| row.replace("\\|", "\u{0}"));
    let first = cells.filter_map(|row| row.split('|').nth(1).map(|cell| cell.trim().to_owned()));
    first.map(|cell| cell.replace('\u{0}', "|")).collect()
}

const HEAD: &str = "| message | caused by | write |";

/// Every message of ours in the expected outputs.
fn messages() -> Vec<String> {
    let files = fs::read_dir("fail").expect("the directory of the failing files");
    let paths = files.map(|file| file.expect("a file").path());
    let outputs = paths.filter(|path| path.extension().is_some_and(|it| it == "stderr"));
    let texts = outputs.map(|path| fs::read_to_string(path).expect("an expected output"));
    let messages = texts.flat_map(|text| {
        let errors = text.lines().filter_map(|line| line.strip_prefix("error: "));
        errors.map(str::to_owned).collect::<Vec<_>>()
    });
    messages.filter(|text| !NOT_OURS.iter().any(|start| text.starts_with(start))).collect()
}

/// Whether the pattern is the message, with anything for each `…`.
fn is_like(pattern: &str, message: &str) -> bool {
    let mut parts = pattern.split('…');
    let start = parts.next().unwrap_or_default();
    let Some(mut rest) = message.strip_prefix(start) else { return false };
    let mut parts = parts.peekable();
    let ends_openly = pattern.ends_with('…');
    while let Some(part) = parts.next() {
        if parts.peek().is_none() && !ends_openly {
            return rest.ends_with(part);
        }
        let Some(place) = rest.find(part) else { return false };
        rest = &rest[place + part.len()..];
    }
    ends_openly || rest.is_empty()
}

#[test]
fn every_message_has_its_row() {
    let rows = rows();
    for message in messages() {
        assert!(rows.iter().any(|row| is_like(row, &message)), "no row for: {message}");
    }
}

#[test]
fn every_row_has_its_message() {
    let messages = messages();
    for row in rows() {
        assert!(messages.iter().any(|message| is_like(&row, message)), "no test for: {row}");
    }
}

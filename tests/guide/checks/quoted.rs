//! The messages of the compiler that pages quote are those that `tests/ui/fail` gets.

use super::{files, pages, repository, text};

/// The heading of the tables whose second column has messages.
const HEADING: &str = "## What does not compile";

#[test]
fn every_message_in_a_table_is_one_of_the_compiler() {
    let (messages, mut quoted) = (messages(), 0);
    for (page, content) in pages() {
        for message in content.split(HEADING).skip(1).flat_map(table) {
            quoted += 1;
            assert!(messages.contains(&message), "{page} quotes what nobody says: {message}");
        }
    }
    assert!(quoted > 0, "no page has a table under {HEADING:?}");
}

/// Names of `tests/ui/fail`, and those of the pages.
const RENAMED: [(&str, &str); 3] =
    [("infallible_but_for_one_kind", "chat"), ("one_kind", "chat"), ("QuotaError", "ChatError")];

#[test]
fn every_message_in_a_block_is_one_of_the_compiler() {
    let messages = RENAMED.iter().fold(messages(), |text, (old, new)| text.replace(old, new));
    let mut quoted = 0;
    for (page, content) in pages() {
        for message in content.lines().filter(|line| line.starts_with("error")) {
            quoted += 1;
            let is_said = messages.lines().any(|line| line == message);
            assert!(is_said, "{page} quotes what nobody says: {message}");
        }
    }
    assert!(quoted > 0, "no page has a block with a message");
}

/// All that the compiler says in `tests/ui/fail`.
fn messages() -> String {
    files(&repository().join("tests/ui/fail"), ".stderr").iter().map(|path| text(path)).collect()
}

/// The second cells of the rows of the first table, without its head.
fn table(section: &str) -> Vec<String> {
    let rows = section.lines().skip_while(|line| !line.starts_with('|'));
    let rows = rows.take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| cell(&row.replace("\\|", "\u{0}"))).collect()
}

fn cell(row: &str) -> String {
    row.split('|').nth(2).expect("a second cell").trim().replace('\u{0}', "|")
}

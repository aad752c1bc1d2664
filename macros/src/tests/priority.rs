//! Where a call stands among those that wait for their turn.

use expect_test::expect;

use super::expand;

const ITEM: &str = "async fn f() -> Result<T, E> { a }";

/// The site, and the worst case in the documentation.
fn told(args: &str) -> String {
    let expansion = expand(args, ITEM);
    let lines = expansion.lines().map(str::trim_start);
    let starts = ["/// At worst", ".low", ".at_most"];
    let is_told = |line: &&str| starts.iter().any(|start| line.starts_with(start));
    lines.filter(is_told).flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn a_low_one_is_told() {
    expect![[r#"
        /// At worst: 3 requests, 1 of them paid for, 10min 2s of waiting, up to 6min of it for its turn, 40min 2s in all. It waits for its turn behind all others. One attempt is cut off after 10min.
        .low_priority()
        .at_most(3, seconds(602), seconds(2402))
    "#]].assert_eq(&told(r#"retry = "rate_limit", priority = "low""#));
}

#[test]
fn the_longest_wait_of_its_ladder_is_that_for_each_turn() {
    let waits = "[wait(up_to = 3s, attempts = 2), wait(up_to = 1s, attempts = 3)]";
    expect![[r#"
        /// At worst: 3 requests, 1 of them paid for, 13s 400ms of waiting, up to 9s of it for its turn, 30min 13s 400ms in all. One attempt is cut off after 10min.
        .at_most(3, millis(13400), millis(1813400))
    "#]].assert_eq(&told(&format!("retry = none, on_rate_limit = {waits}")));
}

#[test]
fn without_a_wait_for_a_rate_limit_it_has_no_turn() {
    let args = "retry = none, on_server_error = wait, on_rate_limit = retry(attempts = 2)";
    expect![[r#"
        /// At worst: 3 requests, all paid for, 4min 2s of waiting, 34min 2s in all. One attempt is cut off after 10min.
        .at_most(3, seconds(242), seconds(2042));
    "#]].assert_eq(&told(args));
}

#[test]
fn normal_changes_nothing_but_a_named_policy() {
    let site = |args: &str| {
        let expansion = expand(args, ITEM);
        expansion.split_once("begin::<").map(|(_, rest)| rest.to_owned())
    };
    let bare = site("");
    assert!(bare.is_some());
    assert_eq!(site("priority = normal"), bare);
    assert_eq!(site(r#"priority = "normal", @ (bulk) @ { priority = "low" }"#), bare);
    assert_ne!(site(r#"@ (bulk) @ { priority = "low" }"#), bare);
}

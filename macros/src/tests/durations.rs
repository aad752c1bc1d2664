//! Durations in the attribute, and in messages.

use std::time::Duration;

use proptest::prelude::*;

use crate::syntax::duration::{readable, shown};
use crate::syntax::spanned::Spanned;

fn parse(text: &str) -> Result<Duration, String> {
    syn::parse_str::<Spanned<Duration>>(text).map(|it| it.value).map_err(|error| error.to_string())
}

#[test]
fn reads_every_unit() {
    for (text, milliseconds) in [
        ("1ms", 1),
        ("250ms", 250),
        ("1s", 1_000),
        ("1.5s", 1_500),
        ("0.001s", 1),
        ("2min", 120_000),
        ("0.5min", 30_000),
        ("1h", 3_600_000),
        ("1_000ms", 1_000),
        ("720h", 2_592_000_000),
    ] {
        assert_eq!(parse(text), Ok(Duration::from_millis(milliseconds)), "{text}");
    }
}

#[test]
fn says_what_to_write_instead() {
    for (text, expected) in [
        ("60", "write `60s`"),
        ("1.5", "write `1.5s`"),
        ("5m", "`min`"),
        ("5sec", "write `s`"),
        ("2d", "`48h`"),
        ("7parsecs", "`ms`, `s`, `min` or `h`"),
        ("0s", "at least `1ms`"),
        ("0.0004s", "no whole number"),
        ("1.5ms", "no whole number"),
        ("721h", "30 days"),
        ("99999999999999999999h", "30 days"),
        ("-1s", "cannot be negative"),
        ("\"1s\"", "without quotes: `1s`"),
        ("true", "expected a duration"),
        ("soon", "the policy is constant"),
    ] {
        let message = parse(text).unwrap_err();
        assert!(message.contains(expected), "{text}: {message}");
    }
}

#[test]
fn tells_long_durations_in_parts() {
    assert_eq!(readable(Duration::from_secs(2_042)), "34min 2s");
    assert_eq!(readable(Duration::from_millis(3_600_500)), "1h 500ms");
    assert_eq!(readable(Duration::ZERO), "no time");
}

proptest! {
    #[test]
    fn shows_what_it_reads(milliseconds in 1_u64..2_592_000_000) {
        let duration = Duration::from_millis(milliseconds);
        prop_assert_eq!(parse(&shown(duration)), Ok(duration));
    }

    #[test]
    fn never_panics(text in "[0-9]{0,40}(\\.[0-9]{0,40})?[a-zµ]{0,5}") {
        drop(parse(&text));
    }
}

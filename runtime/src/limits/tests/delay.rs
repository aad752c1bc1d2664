use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;

use crate::limits::delay::{Advice, server_delay};
use crate::limits::duration_text::LONGEST;

/// Fri, 29 Sep 2023 16:26:37 GMT, the time in openai-python's test table.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_696_004_797)
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, &str)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header value"))
    };
    pairs.iter().map(pair).collect()
}

fn says(message: &str) -> Advice<'_> {
    Advice { delay: None, message }
}

fn date_delay(date: &str) -> Option<Duration> {
    server_delay(&headers(&[("retry-after", date)]), None, now())
}

#[test]
fn reads_dates_relative_to_now() {
    let cases = [
        ("Fri, 29 Sep 2023 16:26:57 GMT", Some(20)),
        ("Fri, 29 Sep 2023 16:27:37 GMT", Some(60)),
        ("Fri, 29 Sep 2023 16:27:38 GMT", Some(61)),
        ("Fri, 29 Sep 2023 16:28:37 GMT", Some(120)),
        // The SDK backs off because it has its own limit; here the policy has the limit.
        ("Fri, 29 Sep 2023 16:28:38 GMT", Some(121)),
        ("  Fri, 29 Sep 2023 16:26:57 GMT  ", Some(20)),
        ("Friday, 29-Sep-23 16:26:57 GMT", Some(20)),
        ("Fri Sep 29 16:26:57 2023", Some(20)),
        ("Fri, 29 Sep 2023 16:26:37 GMT", None),
        ("Fri, 29 Sep 2023 16:26:27 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", None),
        ("Zun, 29 Sep 2023 16:26:57 GMT", None),
        ("Fri, 29 Sep 100000 16:26:57 GMT", None),
        ("2023-09-29", None),
        ("2023-09-29T16:26:57Z", Some(20)),
        (" 2023-09-29t16:26:57z ", Some(20)),
        ("2023-09-29 16:26:57+00:00", Some(20)),
        ("2023-09-29T16:26:56.001Z", Some(20)),
        ("2023-09-29T16:26:37Z", None),
        ("2023-09-29T16:26:57", None),
        ("2023-13-29T16:26:57Z", None),
        ("2023-00-29T16:26:57Z", None),
        ("2023-09-29T16:26Z", None),
    ];
    for (date, seconds) in cases {
        assert_eq!(date_delay(date), seconds.map(Duration::from_secs), "{date}");
    }
    assert_eq!(date_delay("Wed, 21 Oct 2099 07:28:00 GMT"), Some(LONGEST));
}

#[test]
fn a_number_of_decades_is_a_point_in_time() {
    let cases = [
        ("1696004817", Some(20)),
        (" 1696004817 ", Some(20)),
        ("1696004816.5", Some(20)),
        ("1696004817000", Some(20)),
        ("1696004797", None),
        ("1695000000", None),
        ("1000000000", None),
        ("9999999999", None),
        ("1e30", None),
        // The largest number that is a delay is cut.
        ("999999999", Some(LONGEST.as_secs())),
    ];
    for (text, seconds) in cases {
        assert_eq!(date_delay(text), seconds.map(Duration::from_secs), "{text}");
    }
    let of_its_clock = headers(&[
        ("date", "Fri, 29 Sep 2023 16:26:47 GMT"),
        ("retry-after", "1696004817"),
        ("retry-after-ms", "1696004817000"),
    ]);
    assert_eq!(server_delay(&of_its_clock, None, now()), Some(Duration::from_secs(10)));
}

#[test]
fn reads_a_delay_with_its_unit() {
    for (text, seconds) in [("60s", 60), ("1h", 3600), (" 1m30s ", 90), ("2 minutes", 120)] {
        assert_eq!(date_delay(text), Some(Duration::from_secs(seconds)), "{text}");
    }
    assert_eq!(date_delay("60s, 90s"), Some(Duration::from_secs(90)));
    assert_eq!(date_delay("6M"), None);
}

#[test]
fn hears_messages_and_resets_only_where_waiting_helps() {
    let used_up = headers(&[
        ("x-ratelimit-limit-tokens", "100"),
        ("x-ratelimit-remaining-tokens", "0"),
        ("x-ratelimit-reset-tokens", "3s"),
    ]);
    assert_eq!(server_delay(&used_up, None, now()), None);
    assert_eq!(server_delay(&used_up, Some(says("")), now()), Some(Duration::from_secs(3)));

    let announced = "Please try again in 1s.";
    assert_eq!(server_delay(&used_up, Some(says(announced)), now()), Some(Duration::from_secs(1)));

    let two = Some(Duration::from_secs(2));
    let advice = Advice { delay: two, message: announced };
    assert_eq!(server_delay(&used_up, Some(advice), now()), two);
}

proptest! {
    #[test]
    fn survives_any_header(value in any::<Vec<u8>>(), message in ".*", name in 0..4_usize) {
        const NAMES: [&str; 4] = [
            "retry-after",
            "retry-after-ms",
            "x-ratelimit-reset-tokens",
            "x-ratelimit-remaining-tokens",
        ];
        let Ok(value) = HeaderValue::from_bytes(&value) else { return Ok(()) };
        let headers = HeaderMap::from_iter([(HeaderName::from_static(NAMES[name]), value)]);
        let delay = server_delay(&headers, Some(says(&message)), now());
        prop_assert!(delay.is_none_or(|delay| delay <= LONGEST));
    }

    #[test]
    fn never_comes_sooner_than_asked(milliseconds in 0..10_000_000_u64) {
        let asked = Duration::from_millis(milliseconds);
        let seconds = format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
        let in_seconds = headers(&[("retry-after", &seconds)]);
        let in_milliseconds = headers(&[("retry-after-ms", &milliseconds.to_string())]);
        let message = format!("Limit 5. Please try again in {seconds}s.");

        prop_assert_eq!(server_delay(&in_seconds, None, now()), Some(asked));
        prop_assert_eq!(server_delay(&in_milliseconds, None, now()), Some(asked));
        prop_assert_eq!(server_delay(&HeaderMap::new(), Some(says(&message)), now()), Some(asked));
    }
}

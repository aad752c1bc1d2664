use std::time::Duration;

use proptest::prelude::*;

use crate::limits::duration_text::{LONGEST, leading, number_of, whole};

#[test]
fn reads_what_servers_send() {
    let cases = [
        ("12ms", 12_000_000),
        ("9µs", 9_000),
        ("9μs", 9_000),
        ("9us", 9_000),
        ("7ns", 7),
        ("0s", 0),
        ("8.64s", 8_640_000_000),
        ("4.096s", 4_096_000_000),
        ("2m59.56s", 179_560_000_000),
        ("7m12s", 432_000_000_000),
        ("6m0s", 360_000_000_000),
        ("28m48s", 1_728_000_000_000),
        ("1m26.4s", 86_400_000_000),
        ("12h30m", 45_000_000_000_000),
        ("114h18m0s", 411_480_000_000_000),
        ("1h2m3.5s", 3_723_500_000_000),
        ("2d", 172_800_000_000_000),
        ("33.906398871s", 33_906_398_871),
        ("0.0000000001s", 1),
        (" 1s ", 1_000_000_000),
        ("1 minute 30 seconds", 90_000_000_000),
        ("2 minutes and 30 seconds", 150_000_000_000),
        ("1 hr 2 mins, and 3 secs", 3_723_000_000_000),
    ];
    for (text, nanoseconds) in cases {
        assert_eq!(whole(text), Some(Duration::from_nanos(nanoseconds)), "{text}");
    }
}

#[test]
fn refuses_what_is_no_duration() {
    let cases = [
        "", " ", "s", ".s", ".5s", "1.s", "-1s", "1", "1x", "1.2.3s", "6M", "1s!", "1sx", "١s",
        "1h-5m",
    ];
    for text in cases {
        assert_eq!(whole(text), None, "{text:?}");
    }
}

#[test]
fn stops_where_the_duration_ends() {
    assert_eq!(leading("644ms. Visit 3 pages"), Some(Duration::from_millis(644)));
    assert_eq!(leading("35 seconds or 2 of them"), Some(Duration::from_secs(35)));
    assert_eq!(leading("5 seconds, and again"), Some(Duration::from_secs(5)));
    assert_eq!(leading("a while"), None);
}

#[test]
fn clamps_what_no_policy_waits_for() {
    assert_eq!(whole("99999999999999999999999h"), Some(LONGEST));
    assert_eq!(number_of(Duration::from_secs(1), "1e35"), Some(LONGEST));
    assert_eq!(number_of(Duration::from_millis(1), "1e308"), Some(LONGEST));
}

/// As Go's `Duration.String` prints it.
fn go_text(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = format!("{:09}", duration.subsec_nanos());
    let fraction = match fraction.trim_end_matches('0') {
        "" => String::new(),
        digits => format!(".{digits}"),
    };
    match (hours, minutes) {
        (0, 0) => format!("{seconds}{fraction}s"),
        (0, _) => format!("{minutes}m{seconds}{fraction}s"),
        _ => format!("{hours}h{minutes}m{seconds}{fraction}s"),
    }
}

proptest! {
    #[test]
    fn reads_back_what_go_prints(nanoseconds in 0..31_000_000_000_000_000_u64) {
        let duration = Duration::from_nanos(nanoseconds);
        prop_assert_eq!(whole(&go_text(duration)), Some(duration));
        prop_assert_eq!(leading(&format!("{}. Bye", go_text(duration))), Some(duration));
    }

    #[test]
    fn survives_any_text(text in ".*", almost in "[-+0-9.eshmµ d]{0,40}") {
        for text in [&text, &almost] {
            let longest = [
                whole(text),
                leading(text),
                number_of(Duration::from_secs(1), text),
                number_of(Duration::from_millis(1), text),
            ];
            prop_assert!(longest.into_iter().flatten().all(|duration| duration <= LONGEST));
        }
    }
}

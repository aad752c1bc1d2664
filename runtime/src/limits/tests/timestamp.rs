use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use crate::limits::timestamp::read;

fn seconds(text: &str) -> Option<u64> {
    let since = read(text)?.duration_since(SystemTime::UNIX_EPOCH).expect("a time after 1970");
    Some(since.as_secs())
}

#[test]
fn reads_points_in_time() {
    let cases = [
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29T23:59:59Z", 951_868_799),
        ("2000-03-01T00:00:00Z", 951_868_800),
        ("2024-12-31T23:59:59z", 1_735_689_599),
        ("2026-05-04T12:34:56Z", 1_777_898_096),
        ("2026-05-04 12:34:56Z", 1_777_898_096),
        ("2026-05-04T12:34:56.000Z", 1_777_898_096),
        ("2026-05-04T12:34:55.001Z", 1_777_898_096),
        ("2026-05-04T14:34:56+02:00", 1_777_898_096),
        ("2026-05-04T07:34:56-05:00", 1_777_898_096),
        ("1777898096", 1_777_898_096),
        ("1777898096000", 1_777_898_096),
        ("1777898095.25", 1_777_898_096),
        ("1777898096.0", 1_777_898_096),
    ];
    for (text, expected) in cases {
        assert_eq!(seconds(text), Some(expected), "{text}");
    }
}

#[test]
fn takes_nothing_else_for_one() {
    let cases = [
        "",
        "60",
        "999999999",
        "-1777898096",
        "1e12",
        "1777898096.x",
        "soon",
        "2026-05-04",
        "12:34:56Z",
        "2026-05-04T12:34:56",
        "2026-13-04T12:34:56Z",
        "2026-05-32T12:34:56Z",
        "2026-05-04T24:00:00Z",
        "2026-05-04T12:34Z",
        "2026-05-04T12:34:56.xZ",
        "2026-05-04T12:34:56+2",
        "2026-05-04T12:34:56+99:00",
        "1969-12-31T23:59:59Z",
        "20260-05-04T12:34:56Z",
        "1970-01-01T00:00:00+01:00",
        "+2026-05-04T12:34:56Z",
    ];
    for text in cases {
        assert_eq!(read(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn survives_any_text(text in any::<String>(), likely in "[-0-9:TZ.+]{0,30}") {
        read(&text);
        read(&likely);
    }

    /// The same day as httpdate has it.
    #[test]
    fn agrees_with_the_calendar(days in 0..40_000_u64, second in 0..86_400_u64) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400 + second);
        let date = httpdate::fmt_http_date(time);
        let parts: Vec<_> = date.split(' ').collect();
        let [_, day, month, year, clock, _] = parts[..] else { panic!("{date}") };
        let months = "JanFebMarAprMayJunJulAugSepOctNovDec";
        let month = months.find(month).expect("a month") / 3 + 1;
        prop_assert_eq!(read(&format!("{year}-{month:02}-{day}T{clock}Z")), Some(time));
    }
}

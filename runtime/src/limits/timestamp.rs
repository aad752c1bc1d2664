//! Points in time as servers write them: as HTTP does, in RFC 3339 as Anthropic, or as a number of
//! milliseconds or seconds since 1970 as OpenRouter.

use std::time::{Duration, SystemTime};

const DAY: u64 = 24 * 60 * 60;

/// Below this, a number is no point in time: it would be one of 2001 at the latest.
pub(super) const SMALLEST: u64 = 1_000_000_000;

/// From here on, a number is one of milliseconds: in seconds it would be beyond the year 5000.
const MILLISECONDS: u64 = 100_000_000_000;

/// Reads a text that is one point in time from 1970 on. A fraction of a number is rounded up, too.
pub(super) fn read(text: &str) -> Option<SystemTime> {
    let (number, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = fraction.bytes().all(|digit| digit.is_ascii_digit());
    let rounded = u64::from(fraction.bytes().any(|digit| digit != b'0'));
    let since = match number.parse() {
        Ok(..SMALLEST) => return None,
        Ok(_) if !is_number => return None,
        Ok(seconds @ ..MILLISECONDS) => Duration::from_secs(seconds + rounded),
        Ok(milliseconds) => Duration::from_millis(milliseconds.saturating_add(rounded)),
        Err(_) => rfc_3339(text)?,
    };
    SystemTime::UNIX_EPOCH.checked_add(since)
}

/// Reads a date of HTTP or of RFC 3339.
pub(super) fn date(text: &str) -> Option<SystemTime> {
    let text = text.trim();
    let rfc_3339 = || SystemTime::UNIX_EPOCH.checked_add(rfc_3339(text)?);
    httpdate::parse_http_date(text).ok().or_else(rfc_3339)
}

/// `2026-05-04T12:34:56Z`, `2026-05-04T12:34:56.789+02:00`. A fraction of a second is rounded up: a
/// delay is never shortened.
fn rfc_3339(text: &str) -> Option<Duration> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let [year, month, day] = numbers(date, '-')?;
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = rest.split_at(zone);
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = numbers(time, ':')?;
    let rounded = u64::from(fraction.bytes().any(|digit| digit != b'0'));
    let is_valid = (1970..10_000).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (hour < 24 && minute < 60 && second <= 60)
        && fraction.bytes().all(|digit| digit.is_ascii_digit());
    let local = days(year, month, day) * DAY + hour * 60 * 60 + minute * 60 + second + rounded;
    let seconds = local.checked_add_signed(-offset(zone)?)?;
    is_valid.then(|| Duration::from_secs(seconds))
}

/// How many seconds a zone is before UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let [hours, minutes] = numbers(zone.get(1..)?, ':')?;
    let seconds = i64::try_from((hours < 24 && minutes < 60).then(|| hours * 3600 + minutes * 60)?);
    seconds.ok().map(|seconds| if zone.starts_with('-') { -seconds } else { seconds })
}

/// The numbers between separators, each of at most four digits.
fn numbers<const COUNT: usize>(text: &str, separator: char) -> Option<[u64; COUNT]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; COUNT];
    for number in &mut numbers {
        let part = parts.next().filter(|part| part.bytes().all(|digit| digit.is_ascii_digit()))?;
        *number = part.parse().ok().filter(|number| *number < 10_000)?;
    }
    parts.next().is_none().then_some(numbers)
}

/// The days from 1970 to a day. The year begins in March here, so that the leap day is its last.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) =
        if month > 2 { (year, month - 3) } else { (year.saturating_sub(1), month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    (year * 365 + leap_days + (month * 153 + 2) / 5 + day).saturating_sub(719_469)
}

//! Durations as servers write them: seconds, or the text of Go's `Duration`.
//!
//! `humantime` does not read fractions and takes `6M` for months, so it cannot be used here.

use std::time::Duration;

/// The longest duration, 366 days; longer ones are cut to it.
///
/// No policy waits that long, and a longer one could overflow the clock that it is added to.
pub(crate) const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

const MILLISECOND: u128 = 1_000_000;
const SECOND: u128 = 1_000 * MILLISECOND;
const MINUTE: u128 = 60 * SECOND;
const HOUR: u128 = 60 * MINUTE;
const DAY: u128 = 24 * HOUR;

/// The names of each unit and its length in nanoseconds. Microseconds are written with the micro
/// sign or with the Greek letter, and messages use whole words.
const UNITS: &[(&[&str], u128)] = &[
    (&["ns"], 1),
    (&["us", "µs", "μs"], 1_000),
    (&["ms", "millisecond", "milliseconds"], MILLISECOND),
    (&["s", "sec", "secs", "second", "seconds"], SECOND),
    (&["m", "min", "mins", "minute", "minutes"], MINUTE),
    (&["h", "hr", "hrs", "hour", "hours"], HOUR),
    (&["d", "day", "days"], DAY),
];

/// Digits of a fraction after these are less than a nanosecond, even of a day.
const FRACTION_DIGITS: usize = 18;

/// Reads a plain number of `unit`s; `None` unless it is finite and not negative.
pub(crate) fn number_of(unit: Duration, text: &str) -> Option<Duration> {
    let number: f64 = text.trim().parse().ok()?;
    let seconds = number * unit.as_secs_f64();
    // `f64::min` would turn a NaN into the longest duration.
    let seconds = number.is_finite().then(|| seconds.min(LONGEST.as_secs_f64()))?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// Reads a text that is one whole duration: `1m26.4s`, `9µs`.
pub(crate) fn whole(text: &str) -> Option<Duration> {
    let (duration, rest) = read(text.trim())?;
    rest.is_empty().then_some(duration)
}

/// Reads the duration at the beginning of a text: `35 seconds, please`.
pub(crate) fn leading(text: &str) -> Option<Duration> {
    read(text.trim_start()).map(|(duration, _)| duration)
}

fn read(text: &str) -> Option<(Duration, &str)> {
    let (mut nanoseconds, mut rest) = part(text)?;
    while let Some((more, after)) = part(behind_joint(rest)) {
        nanoseconds = nanoseconds.saturating_add(more);
        rest = after;
    }
    let nanoseconds = u64::try_from(nanoseconds).unwrap_or(u64::MAX);
    Some((Duration::from_nanos(nanoseconds).min(LONGEST), rest))
}

/// What follows the blanks and the `and` between two parts. A comma alone lists two durations.
fn behind_joint(text: &str) -> &str {
    let text = text.trim_start();
    let joined = text.strip_prefix(',').unwrap_or(text).trim_start().strip_prefix("and ");
    joined.unwrap_or(text).trim_start()
}

/// One number with its unit, in nanoseconds.
fn part(text: &str) -> Option<(u128, &str)> {
    let (number, rest) = split_while(text, |character| matches!(character, '0'..='9' | '.'));
    let (name, rest) = split_while(rest.trim_start(), char::is_alphabetic);
    let (_, unit) = UNITS.iter().find(|(names, _)| names.contains(&name))?;
    Some((multiply(number, *unit)?, rest))
}

fn split_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|character| !belongs(character)).unwrap_or(text.len());
    text.split_at(end)
}

/// A decimal number of units in nanoseconds, rounded up: a delay is never shortened.
fn multiply(number: &str, unit: u128) -> Option<u128> {
    let (integer, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if integer.is_empty() {
        return None;
    }
    // Only digits are left, so parsing fails only if the number is too large.
    let integer = integer.parse().unwrap_or(u64::MAX);
    let fraction = fraction.get(..FRACTION_DIGITS).unwrap_or(fraction);
    let scale = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    let fraction: u64 = fraction.parse().ok()?;
    Some(u128::from(integer) * unit + (u128::from(fraction) * unit).div_ceil(scale))
}

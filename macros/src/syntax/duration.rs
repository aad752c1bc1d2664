//! Durations as they are written in the attribute: `250ms`, `1.5s`, `2min`, `1h`.

use std::time::Duration;

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Lit};

use crate::syntax::spanned::Spanned;
use crate::words::hints;

/// A longer duration is refused as a mistake.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The units and their lengths in milliseconds.
const UNITS: &[(&str, u64)] = &[("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000)];

mod kw {
    syn::custom_keyword!(none);
}

impl Parse for Spanned<Duration> {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(syn::Token![-]) {
            return Err(input.error("a duration cannot be negative; write one such as `500ms`"));
        }
        let is_name = input.peek(Ident::peek_any) && !input.peek(Lit);
        let literal: Lit = input.parse().map_err(|error| {
            let message = if input.peek(kw::none) {
                "a duration is a number with a unit; for the default leave the key out"
            } else if is_name {
                "the policy is constant, and checked while compiling; write the duration itself, as \
                 in `2min`"
            } else {
                "expected a duration such as `500ms`, `1.5s` or `2min`"
            };
            syn::Error::new(error.span(), message)
        })?;
        if let Some(unit) = unit_apart(input) {
            let message = format!(
                "write `{literal}{unit}`, without a space",
                literal = literal.to_token_stream()
            );
            return Err(syn::Error::new(literal.span(), message));
        }
        let value = read(&literal).map_err(|message| syn::Error::new(literal.span(), message))?;
        Ok(Self::new(value, literal.span()))
    }
}

/// The unit after a space.
fn unit_apart(input: ParseStream) -> Option<&'static str> {
    let word = input.fork().parse::<syn::Ident>().ok()?;
    UNITS.iter().map(|(name, _)| *name).find(|name| word == name)
}

fn read(literal: &Lit) -> Result<Duration, String> {
    match literal {
        Lit::Int(number) => scale(number.base10_digits(), number.suffix()),
        Lit::Float(number) => scale(number.base10_digits(), number.suffix()),
        Lit::Str(text) => Err(format!("write the duration without quotes: `{}`", text.value())),
        _ => Err("expected a duration such as `500ms`, `1.5s` or `2min`".to_owned()),
    }
}

fn scale(digits: &str, unit: &str) -> Result<Duration, String> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let milliseconds = unit_of(digits, unit)?;
    let value = exact(whole, fraction, milliseconds).ok_or_else(|| {
        format!("`{digits}{unit}` is no whole number of milliseconds; write `ms`")
    })?;
    match value {
        Duration::ZERO => Err(format!("`{digits}{unit}` is no time at all; write at least `1ms`")),
        value if value > LONGEST => {
            Err(format!("`{digits}{unit}` is longer than 30 days (`720h`); write a shorter one"))
        }
        value => Ok(value),
    }
}

fn unit_of(digits: &str, unit: &str) -> Result<u64, String> {
    if let Some((_, milliseconds)) = UNITS.iter().find(|(name, _)| *name == unit) {
        return Ok(*milliseconds);
    }
    if let Some(sum) = sum(digits, unit) {
        return Err(format!("a duration has one unit; write `{}`", shown(sum)));
    }
    if unit.is_empty() {
        return Err(format!("the unit is missing; write `{digits}s` or `{digits}ms`"));
    }
    Err(match hints::unit(unit) {
        Some(hint) => format!("unknown unit `{unit}`; {hint}"),
        None => format!("unknown unit `{unit}`; write `ms`, `s`, `min` or `h`"),
    })
}

/// The sum of two parts, such as `1min30s`.
fn sum(digits: &str, unit: &str) -> Option<Duration> {
    let rest = unit.find(|character: char| character.is_ascii_digit())?;
    let (unit, rest) = unit.split_at(rest);
    let end = rest.find(|character: char| !character.is_ascii_digit())?;
    let (digits_of_rest, unit_of_rest) = rest.split_at(end);
    Some(scale(digits, unit).ok()? + scale(digits_of_rest, unit_of_rest).ok()?)
}

/// `whole.fraction` times `unit` in milliseconds, if that is a whole number that fits.
fn exact(whole: &str, fraction: &str, unit: u64) -> Option<Duration> {
    let fraction = fraction.trim_end_matches('0');
    let scale = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let digits: u128 = format!("{whole}{fraction}").parse().ok()?;
    let scaled = digits.checked_mul(u128::from(unit))?;
    // A value that does not fit is far above the longest duration, so the caller refuses it.
    let milliseconds = u64::try_from(scaled / scale).unwrap_or(u64::MAX);
    (scaled % scale == 0).then(|| Duration::from_millis(milliseconds))
}

/// The duration as it is written in the attribute.
pub(crate) fn shown(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    let unit = UNITS.iter().rev().find(|(_, unit)| milliseconds.is_multiple_of(u128::from(*unit)));
    match unit {
        Some((name, unit)) if milliseconds > 0 => {
            format!("{}{name}", milliseconds / u128::from(*unit))
        }
        _ => format!("{milliseconds}ms"),
    }
}

/// The duration for people to read: `34min 2s`.
pub(crate) fn readable(duration: Duration) -> String {
    let mut left = duration.as_millis();
    let mut parts = Vec::new();
    for (name, unit) in UNITS.iter().rev() {
        let count = left / u128::from(*unit);
        left %= u128::from(*unit);
        if count > 0 {
            parts.push(format!("{count}{name}"));
        }
    }
    if parts.is_empty() { "no time".to_owned() } else { parts.join(" ") }
}

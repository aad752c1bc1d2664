//! What an error says beside its code, its type and its message: a reason, and when to try again.

use std::time::Duration;

use super::json::Json;
use crate::limits::duration_text;

/// Where a word stands that says more than the code: for Anthropic, OpenRouter, Azure. Gemini has a
/// list of details.
const REASON: [&[&str]; 3] =
    [&["details", "error_code"], &["metadata", "limit_source"], &["innererror", "code"]];

/// What the id of a quota of Gemini tells: `GenerateRequestsPerDayPerProjectPerModel-FreeTier`.
const PER_DAY: &str = "PerDay";

/// A word that says why. Of several quotas of Gemini the one that takes the longest counts.
pub(super) fn reason(error: &Json<'_>) -> Option<String> {
    let own = REASON.iter().find_map(|place| error.at(place)?.text());
    let per_day = || quotas(error).any(|id| id.contains(PER_DAY)).then_some(PER_DAY);
    let listed = || details(error).find_map(|detail| detail.member("reason")?.text());
    own.or_else(per_day).or_else(listed).map(str::to_owned)
}

/// When to try again, by Gemini's `RetryInfo`.
pub(super) fn delay(error: &Json<'_>) -> Option<Duration> {
    details(error)
        .find_map(|detail| duration_text::whole(detail.member("retryDelay")?.text()?))
        .filter(|delay| !delay.is_zero())
}

fn details<'a>(error: &'a Json<'a>) -> impl Iterator<Item = &'a Json<'a>> {
    error.member("details").map_or(&[][..], Json::items).iter()
}

/// The ids of the quotas that are used up.
fn quotas<'a>(error: &'a Json<'a>) -> impl Iterator<Item = &'a str> {
    let violations = details(error).filter_map(|detail| detail.member("violations"));
    violations.flat_map(Json::items).filter_map(|violation| violation.member("quotaId")?.text())
}

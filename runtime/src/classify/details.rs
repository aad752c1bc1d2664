//! What an error says beside its code, its type and its message: a reason, and when to try again.

use std::time::Duration;

use serde_json::Value;

use crate::limits::duration_text;

/// Where a word stands that says more than the code: for Anthropic, OpenRouter, Azure. Gemini has a
/// list of details.
const REASON: [(&str, &str); 3] =
    [("details", "error_code"), ("metadata", "limit_source"), ("innererror", "code")];

/// What the id of a quota of Gemini tells: `GenerateRequestsPerDayPerProjectPerModel-FreeTier`.
const PER_DAY: &str = "PerDay";

/// A word that says why. Of several quotas of Gemini the one that takes the longest counts.
pub(super) fn reason(error: &Value) -> Option<String> {
    let own = REASON.iter().find_map(|(outer, name)| error.get(outer)?.get(name)?.as_str());
    let per_day = || quotas(error).any(|id| id.contains(PER_DAY)).then_some(PER_DAY);
    let listed = || details(error).find_map(|detail| detail.get("reason")?.as_str());
    own.or_else(per_day).or_else(listed).map(str::to_owned)
}

/// When to try again, by Gemini's `RetryInfo`.
pub(super) fn delay(error: &Value) -> Option<Duration> {
    details(error)
        .find_map(|detail| duration_text::whole(detail.get("retryDelay")?.as_str()?))
        .filter(|delay| !delay.is_zero())
}

fn details(error: &Value) -> impl Iterator<Item = &Value> {
    error.get("details").and_then(Value::as_array).into_iter().flatten()
}

/// The ids of the quotas that are used up.
fn quotas(error: &Value) -> impl Iterator<Item = &str> {
    let violations = details(error).filter_map(|detail| detail.get("violations")?.as_array());
    violations.flatten().filter_map(|violation| violation.get("quotaId")?.as_str())
}

//! What a message means if the server has no code for it. The messages are in lower case.

pub(crate) fn is_about_context(message: &str) -> bool {
    ["maximum context length", "exceeds the context window"]
        .iter()
        .any(|phrase| message.contains(phrase))
}

pub(crate) fn is_about_overload(message: &str) -> bool {
    ["engine is currently overloaded", "model is currently overloaded"]
        .iter()
        .any(|phrase| message.contains(phrase))
}

/// Waiting does not help with "Limit 30000, Requested 36278", but it does with "Limit 200, Used
/// 200, Requested 1". The words "request too large" count only if there are no such numbers.
pub(crate) fn is_larger_than_limit(message: &str) -> bool {
    match (figure(message, "requested"), figure(message, "limit")) {
        (Some(requested), Some(limit)) => requested > limit,
        _ => message.contains("request too large"),
    }
}

/// The number that follows a name in a message.
fn figure(message: &str, name: &str) -> Option<u64> {
    message.match_indices(name).find_map(|(start, name)| {
        let rest = message.get(start + name.len()..)?.trim_start_matches([':', ' ']);
        let number = rest.chars().take_while(|digit| matches!(digit, '0'..='9' | ','));
        number.filter(char::is_ascii_digit).collect::<String>().parse().ok()
    })
}

//! What the shape of a message tells: its figures, and what in it is only quoted. The messages are in
//! lower case.

/// Members whose value is the text of a server, also where it stands in quotes.
const MESSAGES: [&str; 4] = ["message", "msg", "detail", "error"];

/// Waiting does not help with "Limit 30000, Requested 36278", but it does with "Limit 200, Used
/// 200, Requested 1". The words "request too large" count only if there are no such numbers.
pub(crate) fn is_larger_than_limit(message: &str) -> bool {
    match (figure(message, "requested"), figure(message, "limit")) {
        (Some(requested), Some(limit)) => requested > limit,
        _ => message.contains("request too large"),
    }
}

/// The number that follows a name in a message. Groq writes `~` before an estimate.
fn figure(message: &str, name: &str) -> Option<u64> {
    message.match_indices(name).find_map(|(start, name)| {
        let rest = message.get(start + name.len()..)?.trim_start_matches([':', ' ', '~']);
        let number = rest.chars().take_while(|digit| matches!(digit, '0'..='9' | ','));
        number.filter(char::is_ascii_digit).collect::<String>().parse().ok()
    })
}

/// Whether what follows `before` stands in quotes, and so may be the user's own words. The text of a
/// server that a gateway quotes as a `message` counts as said.
pub(crate) fn ends_in_quotes(before: &str) -> bool {
    let mut open = None;
    let mut previous = ' ';
    let mut characters = before.char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        // Between letters it is an apostrophe.
        match open {
            Some(quote) if quote == character && previous != '\\' && !next.is_alphanumeric() => {
                open = None;
            }
            None if matches!(character, '"' | '\'' | '`') && !previous.is_alphanumeric() => {
                open = (!names_a_message(&before[..place])).then_some(character);
            }
            _ => {}
        }
        previous = character;
    }
    open.is_some()
}

/// Whether a text ends in the name of a member that holds a message: `'message': `.
fn names_a_message(text: &str) -> bool {
    let Some(name) = text.trim_end().strip_suffix(':') else { return false };
    let name = name.trim_end_matches(['"', '\'', '\\']);
    MESSAGES.iter().any(|message| name.ends_with(message))
}

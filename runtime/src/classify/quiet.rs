//! The message of a decoder without its quotes from the answer, which must not be logged.

use serde_json::Error;

/// The message of a decoder without values. The names of missing and duplicate fields stay, because
/// they are fields of the type.
pub(crate) fn without_values(error: &Error) -> String {
    let message = error.to_string();
    let names_a_field =
        ["missing field", "duplicate field"].iter().any(|it| message.starts_with(it));
    let quote = message.find(['"', '`', '\'']).filter(|_| !names_a_field);
    let Some(quote) = quote else { return message };
    let rest = &message[quote..];
    let known = rest.rfind(", expected").or_else(|| rest.rfind(" at line"));
    format!("{}…{}", &message[..quote], known.map_or("", |known| &rest[known..]))
}

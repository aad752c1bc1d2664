//! What shape of JSON came, in words that quote no value.

use serde_json::Value;

/// How many members of an object are named, and how much of each name.
const NAMED: usize = 6;
const NAME: usize = 40;

/// The shape of a body; `None` if it is not JSON.
pub(crate) fn shape(body: &[u8]) -> Option<String> {
    Some(match serde_json::from_slice(body).ok()? {
        Value::Null => "`null`".to_owned(),
        Value::Bool(_) => "a boolean".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(_) => "a string".to_owned(),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(members) if members.is_empty() => "an object without members".to_owned(),
        Value::Object(members) => {
            let more = if members.len() > NAMED { ", …" } else { "" };
            let names = members.keys().take(NAMED).map(|name| quoted(name));
            format!("an object with {}{more}", names.collect::<Vec<_>>().join(", "))
        }
    })
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.chars().take(NAME).collect::<String>())
}

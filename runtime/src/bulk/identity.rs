//! [`Identity`]: by what a request is known again in a later run.
//!
//! Its key is the SHA-256 of its JSON, with the members of every object in the order of their names and
//! without spaces. So it is the same for every version of this crate and of Rust, and for a map whose
//! order changes from run to run.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Half of a SHA-256. It fills half of the memory, and by chance no two of 10¹⁵ are the same.
pub(super) type Half = [u8; 16];

#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// That of the request, or the key.
    pub(super) custom_id: String,
    /// In hexadecimal.
    pub(super) key: String,
}

impl Identity {
    /// That of a request; what is wrong with it if it has none.
    pub(super) fn of(request: &impl Serialize) -> Result<Self, String> {
        let json = serde_json::to_value(request).map_err(|error| error.to_string())?;
        let mut text = String::new();
        write_sorted(&json, &mut text);
        let key = hexadecimal(&Sha256::digest(text));
        let custom_id = match json.get("custom_id") {
            None | Some(Value::Null) => key.clone(),
            Some(Value::String(id)) => id.clone(),
            Some(other) => return Err(format!("its custom_id is {other}; write a text")),
        };
        Ok(Self { custom_id, key })
    }

    /// The id and the key as they are kept in memory.
    pub(super) fn halves(&self) -> (Half, Half) {
        (half(&self.custom_id), half(&self.key))
    }
}

/// Half of the hash of a text.
pub(super) fn half(text: &str) -> Half {
    let mut half = Half::default();
    half.copy_from_slice(&Sha256::digest(text)[..16]);
    half
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A map of values may be sorted or not: another crate of the program decides about it.
fn write_sorted(json: &Value, text: &mut String) {
    match json {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let write = |(name, value): &(&String, &Value), text: &mut String| {
                *text += &Value::from(name.as_str()).to_string();
                text.push(':');
                write_sorted(value, text);
            };
            write_list(('{', '}'), &members, write, text);
        }
        Value::Array(values) => write_list(('[', ']'), values, write_sorted, text),
        _ => *text += &json.to_string(),
    }
}

fn write_list<T>(
    (open, close): (char, char),
    items: &[T],
    write: impl Fn(&T, &mut String),
    text: &mut String,
) {
    text.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write(item, text);
    }
    text.push(close);
}

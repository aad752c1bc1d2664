//! Decodes a body that is not the JSON that was expected, or says where it is not.

use serde::Deserializer;
use serde::de::{DeserializeOwned, Error, Visitor};

use crate::classify;

/// The value of a type that takes any answer: `()`.
pub(super) fn of_anything<T: DeserializeOwned>() -> Option<T> {
    T::deserialize(Anything).ok()
}

/// Why JSON is not a `T`, where, and what shape it has; without values.
#[cold]
pub(crate) fn why<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> String {
    let why = classify::without_values(error);
    let Some(shape) = classify::shape(body) else { return why };
    match path::<T>(body) {
        Some(path) => format!("{why}, in `{path}`; got {shape}"),
        None => format!("{why}; got {shape}"),
    }
}

/// The path of the value that does not fit, if it is not the whole.
fn path<T: DeserializeOwned>(body: &[u8]) -> Option<String> {
    let json = &mut serde_json::Deserializer::from_slice(body);
    let error = serde_path_to_error::deserialize::<_, T>(json).err()?;
    Some(error.path().to_string()).filter(|path| path != ".")
}

/// Has a value for `()` alone.
struct Anything;

impl<'de> Deserializer<'de> for Anything {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Error::custom("no value"))
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

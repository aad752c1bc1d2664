//! The strict JSON schema of a type: what services that keep an answer to a schema can read of JSON
//! schema. See <https://platform.openai.com/docs/guides/structured-outputs#supported-schemas>.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::error::Error;
use crate::kind::ErrorKind;

/// How many characters the name of a schema may have.
const LONGEST_NAME: usize = 64;

/// The name and the schema of a type.
///
/// # Errors
///
/// If it is no object, which is all that the root of a strict schema may be.
pub(super) fn strict_schema<T: JsonSchema>() -> Result<(String, Schema), Error> {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = None);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(make_strict).transform(&mut schema);
    let name = T::schema_name();
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        let message = format!("the schema of `{name}` is no object, and a strict schema is one");
        let error = Error::new(ErrorKind::InvalidRequest, message);
        return Err(error.with_remedy("put the value into a struct with one field"));
    }
    let allowed = |it: char| if it.is_ascii_alphanumeric() || it == '-' { it } else { '_' };
    Ok((name.chars().map(allowed).take(LONGEST_NAME).collect(), schema))
}

/// Closes an object and requires all its properties; leaves out what strict schemas do not have.
fn make_strict(schema: &mut Schema) {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let names: Vec<Value> = properties.keys().cloned().map(Value::from).collect();
        schema.insert("required".to_owned(), names.into());
    }
    if schema.get("type").and_then(Value::as_str) == Some("object") {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
    if let Some(one) = schema.remove("oneOf") {
        schema.insert("anyOf".to_owned(), one);
    }
    // Formats of numbers, such as `uint32`, are schemars' own.
    let is_number = matches!(
        schema.get("type"),
        Some(kind) if kind.as_str().is_some_and(|it| it == "integer" || it == "number")
    );
    if is_number {
        schema.remove("format");
    }
    schema.remove("default");
}

use std::collections::HashMap;

use schemars::JsonSchema;
use serde_json::{Value, json};

use crate::answer::strict::strict_schema;

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is read")]
struct Invoice {
    lines: Vec<Line>,
    paid_by: Payment,
    #[schemars(default)]
    note: Option<String>,
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is read")]
struct Line {
    count: u32,
    price: f64,
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is read")]
#[schemars(tag = "kind")]
enum Payment {
    Cash,
    Card { number: String },
}

/// Every object in a schema.
fn objects(schema: &Value) -> Vec<&Value> {
    let inner = match schema {
        Value::Object(members) => members.values().flat_map(objects).collect(),
        Value::Array(items) => items.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    };
    let own = (schema["type"] == "object").then_some(schema);
    own.into_iter().chain(inner).collect()
}

/// <https://platform.openai.com/docs/guides/structured-outputs#supported-schemas>
#[test]
fn each_object_is_closed_and_requires_all_its_properties() {
    let (name, schema) = strict_schema::<Invoice>().unwrap();
    let schema = schema.to_value();
    assert_eq!(name, "Invoice");
    let objects = objects(&schema);
    assert_eq!(objects.len(), 4, "{schema:#}");
    for object in objects {
        assert_eq!(object["additionalProperties"], false, "{object}");
        let properties = object["properties"].as_object().unwrap();
        let names: Vec<Value> = properties.keys().cloned().map(Value::from).collect();
        assert_eq!(object["required"], json!(names), "{object}");
    }
    let text = schema.to_string();
    for word in ["oneOf", "\"format\"", "\"default\"", "$schema"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[test]
fn the_root_is_an_object() {
    let error = strict_schema::<Vec<Line>>().unwrap_err();
    assert!(error.message().contains("is no object"), "{error}");
    assert!(strict_schema::<String>().is_err());
}

#[test]
fn a_name_has_only_what_the_service_allows() {
    let (name, _) = strict_schema::<HashMap<String, Line>>().unwrap();
    let is_allowed = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    assert!(name.chars().all(is_allowed), "{name}");
}

//! By what a request is known again.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::bulk::identity::Identity;

fn key(request: &Value) -> String {
    Identity::of(request).expect("a request").key
}

/// `printf %s '{"a":[1,{"b":null,"c":"é\n"}],"z":0.5}' | sha256sum`: it may not change from one version
/// to the next, or journals would be worth nothing.
#[test]
fn the_key_is_that_of_every_other_program() {
    let request = json!({ "z": 0.5, "a": [1, { "c": "é\n", "b": null }] });
    let expected = "2cc65964d5dfd6f7a4a3df821a5ac7b5f3e8f23a643e5b0ad21807a16c04e76c";
    assert_eq!(key(&request), expected);
}

#[test]
fn the_order_of_a_map_does_not_count() {
    let request = |names: &[&str]| {
        let map: HashMap<&str, usize> = names.iter().map(|name| (*name, name.len())).collect();
        Identity::of(&map).expect("a request").key
    };
    let names = ["model", "messages", "temperature", "seed", "user", "tools"];
    let mut turned = names;
    turned.reverse();
    assert!((0..20).all(|_| request(&names) == request(&turned)));
}

#[test]
fn requests_that_differ_have_other_keys() {
    let requests = [
        json!({}),
        json!([]),
        json!(null),
        json!("null"),
        json!({ "a": 1 }),
        json!({ "a": "1" }),
        json!({ "a": 1.0 }),
        json!({ "a": [1] }),
        json!(["a", 1]),
        json!({ "a": { "b": 1 } }),
        json!({ "a": {}, "b": 1 }),
    ];
    let mut keys: Vec<String> = requests.iter().map(key).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), requests.len());
}

#[test]
fn a_request_is_called_by_its_custom_id_or_by_its_key() {
    let id = |request: Value| Identity::of(&request).map(|identity| identity.custom_id);
    assert_eq!(id(json!({ "custom_id": "a" })), Ok("a".to_owned()));
    assert_eq!(id(json!({ "custom_id": null })), Ok(key(&json!({ "custom_id": null }))));
    assert_eq!(id(json!("text")), Ok(key(&json!("text"))));
    assert_eq!(id(json!({ "custom_id": 7 })), Err("its custom_id is 7; write a text".to_owned()));
}

//! The key of the lane that a request belongs to: its model, because a service limits by the model.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use reqwest::Request;

use crate::scan;

static MODEL: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\"model\""));

/// The longest name that is taken for one of a model.
const LONGEST: usize = 256;

/// The model that the JSON of a request names; else the deployment in its path, as Azure has it; else
/// the first part of its path below the base, such as `files`, because what follows may be an id.
pub(super) fn of<'a>(request: &'a Request, base: &str) -> &'a str {
    let body = request.body().and_then(reqwest::Body::as_bytes);
    body.and_then(model).unwrap_or_else(|| in_path(request.url().path(), base))
}

/// The model that a body names, as it is written there.
fn model(body: &[u8]) -> Option<&str> {
    // Where a struct has it, where a sorted map has it, and anywhere.
    let value = body
        .strip_prefix(b"{\"model\":")
        .or_else(|| scan::closing_member(body, *b"\"model\":"))
        .or_else(|| scan::last_member(body, &MODEL))
        .or_else(|| scan::any_member(body, &MODEL))?;
    let name = scan::text(value.get(..LONGEST).unwrap_or(value).trim_ascii_start())?;
    std::str::from_utf8(name).ok().filter(|name| !name.is_empty())
}

fn in_path<'a>(path: &'a str, base: &str) -> &'a str {
    let below = path.strip_prefix(base).unwrap_or(path).trim_start_matches('/');
    let mut parts = below.split('/');
    let first = parts.next().unwrap_or(below);
    if first == "deployments" { parts.next().unwrap_or(first) } else { first }
}

#[cfg(test)]
mod tests {
    use super::{in_path, model};

    #[test]
    fn the_model_is_found_wherever_it_stands() {
        let long = "x".repeat(5_000);
        for body in [
            r#"{"model":"gpt-4o","messages":[]}"#.to_owned(),
            r#"{"model": "gpt-4o", "messages": []}"#.to_owned(),
            r#"{"messages":[{"model":"o1"}],"model":"gpt-4o","n":1,"tools":[{"a":{}}]}"#.to_owned(),
            r#"{"messages":[], "model": "gpt-4o", "stop": ["}", "\""]}"#.to_owned(),
            r#"{"model": "gpt-4o", "metadata": {"model":"o1"}}"#.to_owned(),
            r#"{"messages":[{"content":"the \"model\": \"o1\""}], "model" : "gpt-4o"}"#.to_owned(),
            r#"{"tools":[{"model":"o1"}],"kind":"model","model":"gpt-4o"}"#.to_owned(),
            format!(r#"{{"a":"{long}","b":{{"model":"o1"}},"model":"gpt-4o","c":"{long}"}}"#),
            format!(r#"{{"a":"{long}\\","model":"gpt-4o","c":[{{"model":"o1"}},"{long}"]}}"#),
        ] {
            assert_eq!(model(body.as_bytes()), Some("gpt-4o"), "{body}");
        }
    }

    #[test]
    fn what_is_no_model_is_none() {
        let long = format!(r#"{{"model":"{}"}}"#, "x".repeat(300));
        for body in [
            "",
            "{}",
            "[\"model\"]",
            r#"{"model":{"name":"gpt-4o"}}"#,
            r#"{"model":7}"#,
            r#"{"model":""}"#,
            r#"{"model":"gpt"#,
            r#"{"a":{"model":"gpt-4o"}}"#,
            r#"[{"model":"gpt-4o"}]"#,
            &long,
        ] {
            assert_eq!(model(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn a_path_is_known_by_its_first_part() {
        assert_eq!(in_path("/v1/files/file-1/content", "/v1/"), "files");
        assert_eq!(in_path("/v1/models", "/v1/"), "models");
        assert_eq!(in_path("/openai/deployments/mini/embeddings", "/openai/"), "mini");
        assert_eq!(in_path("/elsewhere/models", "/v1/"), "elsewhere");
        assert_eq!(in_path("/", "/v1/"), "");
    }
}

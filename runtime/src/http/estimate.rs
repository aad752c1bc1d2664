//! What a request will cost of a limit on tokens, estimated as OpenAI does it: its limit of output tokens,
//! or a quarter of its characters, whichever is more. See
//! <https://platform.openai.com/docs/guides/rate-limits#reduce-the-max_tokens-to-match-the-size-of-your-completions>.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::members::OUTPUT_LIMITS;

/// What all names of such limits begin with.
static LIMIT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\"max_"));

pub(super) fn tokens(request: &reqwest::Request) -> u32 {
    let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
    let characters = u32::try_from(body.len() / 4).unwrap_or(u32::MAX);
    output_limit(body).unwrap_or(0).max(characters)
}

/// The first limit that a body names. In a text it stands behind an escaped quote.
fn output_limit(body: &[u8]) -> Option<u32> {
    LIMIT.find_iter(body).find_map(|at| limit(&body[at + 1..]))
}

fn limit(rest: &[u8]) -> Option<u32> {
    let rest = OUTPUT_LIMITS.iter().find_map(|name| rest.strip_prefix(name.as_bytes()))?;
    let value = rest.strip_prefix(b"\"")?.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let end = value.iter().position(|byte| !byte.is_ascii_digit())?;
    let add = |sum: u32, digit: &u8| sum.checked_mul(10)?.checked_add(u32::from(digit - b'0'));
    value[..end].iter().try_fold(0, add).filter(|_| end > 0)
}

#[cfg(test)]
mod tests {
    use super::output_limit;

    #[test]
    fn a_limit_is_found_wherever_it_stands() {
        for (body, limit) in [
            (r#"{"max_tokens":500}"#, Some(500)),
            (r#"{"a":1,"max_completion_tokens" : 16000, "b":2}"#, Some(16_000)),
            (r#"{"max_output_tokens":7,"max_tokens":9}"#, Some(7)),
            (r#"{"max_completion_tokens":null,"max_tokens":9}"#, Some(9)),
            (r#"{"max_tokens":null}"#, None),
            (r#"{"max_tokens":-1}"#, None),
            (r#"{"max_tool_calls":3}"#, None),
            (r#"{"content":"\"max_tokens\": 9"}"#, None),
            (r#"{"max_tokens":99999999999999}"#, None),
            (r#"{"max_tokens"#, None),
            ("", None),
        ] {
            assert_eq!(output_limit(body.as_bytes()), limit, "{body}");
        }
    }
}

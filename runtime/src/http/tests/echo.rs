use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, STANDARD_NO_PAD, URL_SAFE};

use crate::http::echo::without;

const KEY: &str = "sk-proj-0123/456";

fn cleaned(text: &str, key: &str, is_whole: bool) -> String {
    let clean = without(text.as_bytes(), key.as_bytes(), is_whole).unwrap_or(text.into());
    String::from_utf8(clean).expect("a text")
}

#[test]
fn finds_a_key_however_it_is_written() {
    let every = |write: fn(u8) -> String| KEY.bytes().map(write).collect::<Vec<_>>().concat();
    let escaped = every(|byte| format!("\\u{byte:04x}"));
    let percent = every(|byte| format!("%{byte:02X}"));
    let echoes = [
        KEY.to_owned(),
        escaped.replace('\\', "\\\\"),
        escaped,
        percent,
        KEY.replace('/', "\\/"),
        KEY.replace('/', "%2f"),
        KEY.replace('-', "-\u{1}"),
        KEY.replace('-', "-\n\u{7f}"),
        KEY.replace('-', "-\u{85}"),
        KEY.replace('-', "-\\u0007\\n"),
        KEY.to_ascii_uppercase(),
        KEY.replace('-', "&#45;"),
        KEY.replace('/', "&#x2F;"),
        every(|byte| format!("&#x{byte:02x};")),
        every(|byte| format!("{byte:02x}")),
        every(|byte| format!("{byte:02X}")),
    ];
    for echo in echoes {
        assert_eq!(cleaned(&format!("a {echo} b {echo}"), KEY, true), "a [api key] b [api key]");
    }
    assert_eq!(
        cleaned("sk-proj 123 \\ 100% 456 \\u00", KEY, true),
        "sk-proj 123 \\ 100% 456 \\u00"
    );
}

#[test]
fn leaves_out_the_beginning_of_a_key_where_a_text_was_cut() {
    assert_eq!(cleaned("a sk-proj", KEY, false), "a ");
    assert_eq!(cleaned("a sk-proj", KEY, true), "a sk-proj");
    assert_eq!(cleaned(&format!("{KEY} \\u0073k-"), KEY, false), "[api key] ");
}

#[test]
fn finds_a_word_only_where_it_is_meant_as_a_key() {
    let table = [
        ("Bearer none", "Bearer [api key]"),
        ("Incorrect API key provided: none.", "Incorrect API key provided: [api key]."),
        ("the key `none` is bad", "the key `[api key]` is bad"),
        ("api_key=none&a=b", "api_key=[api key]&a=b"),
        ("none", "[api key]"),
        (
            "none of these, there is none; bearer nonesuch",
            "none of these, there is none; bearer nonesuch",
        ),
        ("a-none: \"none-b\"", "a-none: \"none-b\""),
    ];
    for (text, clean) in table {
        assert_eq!(cleaned(text, "none", true), clean);
    }
}

#[test]
fn takes_out_eight_characters_or_more_of_its_beginning() {
    let table = [
        ("wrong: sk-proj-0123…", "wrong: [api key]…"),
        ("wrong: SK-PROJ-01", "wrong: [api key]"),
        ("sk-proj-****3/456", "[api key]****3/456"),
        ("sk-proj and sk-prod-0123", "sk-proj and sk-prod-0123"),
    ];
    for (text, clean) in table {
        assert_eq!(cleaned(text, KEY, true), clean);
    }
}

#[test]
fn finds_a_key_in_base64_wherever_it_stands() {
    const BASE64: [&GeneralPurpose; 3] = [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE];
    for before in ["", "a", "me", "user:", "some one:"] {
        for (after, engine) in
            ["", "!", "??", " and on"].iter().flat_map(|it| BASE64.map(|engine| (it, engine)))
        {
            let echo = engine.encode(format!("{before}{KEY}>?>?{after}"));
            let clean = cleaned(&format!("a {echo} b"), KEY, true);
            let left: String = clean.split("[api key]").collect();
            assert!(clean.contains("[api key]"), "{before} {after}: {clean}");
            assert!(
                left.len() - "a  b".len() + KEY.len() <= echo.len(),
                "{before} {after}: {clean}"
            );
        }
    }
}

#[test]
fn finds_a_key_that_looks_escaped_itself() {
    for key in ["a%25b%2fc&#65;d", "100%&amp;more;", "&#38;&amp;%%25"] {
        let percent = key.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
        let json = serde_json::to_string(key).expect("json");
        let html = key.replace('&', "&amp;");
        let percents = key.replace('%', "%25");
        for echo in [key, &percent, json.trim_matches('"'), &html, &percents] {
            assert_eq!(
                cleaned(&format!("a {echo} b"), key, true),
                "a [api key] b",
                "{key} as {echo}"
            );
        }
    }
}

use crate::http::echo::without;

const KEY: &str = "sk-proj-0123/456";

fn cleaned(text: &str, key: &str, is_whole: bool) -> String {
    let clean = without(text.as_bytes(), key, is_whole).unwrap_or(text.into());
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
    ];
    for echo in echoes {
        assert_eq!(cleaned(&format!("a {echo} b {echo}"), KEY, true), "a [api key] b [api key]");
    }
    assert_eq!(
        cleaned("sk-proj-0123 \\ 100% 456 \\u00", KEY, true),
        "sk-proj-0123 \\ 100% 456 \\u00"
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

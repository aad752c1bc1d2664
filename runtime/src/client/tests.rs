use reqwest::Url;

use super::is_loopback;

#[test]
fn tells_this_machine_from_others() {
    let cases = [
        ("http://localhost:11434/v1", true),
        ("http://127.0.0.1:8000/v1", true),
        ("http://127.9.9.9/v1", true),
        ("http://[::1]:8000/v1", true),
        ("http://localhost.example.com/v1", false),
        ("http://10.0.0.1/v1", false),
        ("http://[::2]/v1", false),
        ("https://api.openai.com/v1", false),
    ];
    for (url, expected) in cases {
        assert_eq!(is_loopback(&Url::parse(url).expect("a url")), expected, "{url}");
    }
}

use crate::error::Error;
use crate::http::endpoint::{Azure, Endpoint};

#[test]
fn tells_this_machine_from_others() -> Result<(), Error> {
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
        assert_eq!(Endpoint::new(Some(url), None)?.is_loopback(), expected, "{url}");
    }
    Ok(())
}

fn azure(endpoint: &str) -> Azure {
    Azure {
        endpoint: endpoint.to_owned(),
        deployment: "my gpt/4".to_owned(),
        api_version: "2024-10-21".to_owned(),
    }
}

#[test]
fn sends_to_a_deployment_what_names_a_model() -> Result<(), Error> {
    let host = "https://example.openai.azure.com";
    let deployment = "openai/deployments/my%20gpt%2F4";
    let cases = [
        (
            "chat/completions",
            format!("{host}/{deployment}/chat/completions?api-version=2024-10-21"),
        ),
        ("/embeddings", format!("{host}/{deployment}/embeddings?api-version=2024-10-21")),
        ("models", format!("{host}/openai/models?api-version=2024-10-21")),
        ("files?limit=2", format!("{host}/openai/files?limit=2&api-version=2024-10-21")),
        ("https://elsewhere.example/a", "https://elsewhere.example/a".to_owned()),
    ];
    for endpoint in [host.to_owned(), format!("{host}/"), format!("{host}/openai/")] {
        let endpoint = Endpoint::new(None, Some(azure(&endpoint)))?;
        for (path, expected) in &cases {
            assert_eq!(endpoint.url(path)?.as_str(), expected);
        }
    }
    Ok(())
}

#[test]
fn refuses_two_places() {
    let both = Endpoint::new(Some("https://api.openai.com/v1"), Some(azure("https://a.example")));
    assert!(both.is_err_and(|error| error.message().contains("keep one")));
}

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
    assert!(both.is_err_and(|error| error.remedy() == "keep one"));
}

#[test]
fn keeps_a_path_below_the_base() -> Result<(), Error> {
    let endpoint = Endpoint::new(Some("https://a.example/team/v1"), None)?;
    let leading_out = [
        "../admin",
        "files/../../admin",
        "%2e%2E/admin",
        ".%2e/admin",
        "..%2fadmin",
        "..%2Fadmin",
        "..%5cadmin",
        "%2e%2e%2fadmin",
        "files/..%2f..%2f..%2fadmin",
        "..;/admin",
        "..;a=b/admin",
        "%2e%2e;/admin",
        "..%3b/admin",
        "..\\admin",
        "files\\..\\..\\admin",
        ".\t./admin",
        ".\n.\r/admin",
        ".%09./admin",
        "..%00/admin",
        "..%20/admin",
        "..",
        "..%2f",
    ];
    for path in leading_out {
        let error = endpoint.url(path).expect_err(path);
        assert!(error.message().contains("leads out of the base url's `/team/v1/`"), "{error}");
        assert!(error.remedy().contains("below the base url"), "{error}");
    }
    let staying = [
        ("files/../models", "models"),
        ("models/org%2fname", "models/org%2fname"),
        ("models/ft:gpt-4o:org::id", "models/ft:gpt-4o:org::id"),
        ("files/a..b;c", "files/a..b;c"),
        ("files/...", "files/..."),
        ("files?after=..%2f..", "files?after=..%2f.."),
        ("caf%C3%A9", "caf%C3%A9"),
        ("100%", "100%"),
    ];
    for (path, expected) in staying {
        let url = endpoint.url(path)?;
        assert_eq!(url.as_str(), format!("https://a.example/team/v1/{expected}"));
    }
    Ok(())
}

#[test]
fn takes_a_whole_url_as_it_is() -> Result<(), Error> {
    let endpoint = Endpoint::new(None, None)?;
    for path in ["http://b.example/a", "HTTP://b.example/a", "Http://b.example/a"] {
        assert_eq!(endpoint.url(path)?.as_str(), "http://b.example/a");
    }
    assert_eq!(endpoint.url("HTTPS://b.example/a")?.as_str(), "https://b.example/a");
    assert_eq!(endpoint.url("https:models")?.path(), "/v1/https:models");
    Ok(())
}

#[test]
fn a_usual_path_gives_what_joining_gives() -> Result<(), Error> {
    for base in ["https://api.example", "https://api.example/v1", "http://[::1]:8000/a/b%20c/"] {
        let endpoint = Endpoint::new(Some(base), None)?;
        for path in ["chat/completions", "/chat/completions", "responses", "models", "a//b", "a/"] {
            let joined = endpoint.base().join(&format!("./{}", path.trim_start_matches('/')));
            assert_eq!(Ok(endpoint.url(path)?), joined, "{base} {path}");
        }
    }
    Ok(())
}

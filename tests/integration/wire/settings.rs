//! A client that cannot work is not built, and the message says what to write instead.

use openai_call::{Client, Error, ErrorKind};

use crate::wire::support::{KEY, builder};

#[track_caller]
fn refused(client: Result<Client, Error>, kind: ErrorKind, part: &str) {
    let error = client.expect_err("the settings cannot be used");
    assert_eq!(error.kind(), kind, "{error}");
    let line = error.to_string();
    assert!(line.contains(part), "{part:?} is not in {line:?}");
    for stray in ["encoding, format", "account dashboard", "revoked", "malformed"] {
        assert!(!line.contains(stray), "{line:?} speaks of requests and of keys that were refused");
    }
    assert_eq!(error.attempts().len(), 0, "nothing was asked");
    assert_eq!(error.stopped(), None);
}

#[test]
fn no_key_is_named_with_the_variable_to_set() {
    refused(Client::builder().build(), ErrorKind::Authentication, "`OPENAI_API_KEY`");
}

#[test]
fn an_empty_or_blank_key_is_refused() {
    for key in ["", " ", "\t\n"] {
        refused(Client::builder().api_key(key).build(), ErrorKind::Authentication, "is empty");
    }
}

#[test]
fn a_key_that_cannot_be_sent_is_refused_without_showing_it() {
    let table = [
        (format!("{KEY}\n"), "a line break"),
        (format!("{KEY}\r\n"), "a line break"),
        (format!(" {KEY}"), "a space"),
        (format!("{KEY}\u{a0}"), "a character that no key has"),
        (format!("\u{201c}{KEY}\u{201d}"), "a character that no key has"),
    ];
    for (key, named) in table {
        let error = Client::builder().api_key(&key).build().unwrap_err();
        assert!(!format!("{error} {error:?}").contains(KEY), "{error}");
        refused(Client::builder().api_key(key).build(), ErrorKind::Authentication, named);
    }
}

#[test]
fn a_base_url_that_cannot_be_joined_to_is_refused() {
    let table = [
        ("", "is none"),
        ("api.openai.com/v1", "is none"),
        ("/v1", "is none"),
        ("http://", "is none"),
        ("localhost:11434/v1", "begins with `localhost:`"),
        ("ftp://example.com/v1", "begins with `ftp:`"),
        ("https://example.com/v1?api-version=1", "`?`"),
        ("https://example.com/v1#top", "`#`"),
    ];
    for (url, part) in table {
        refused(builder(url).build(), ErrorKind::InvalidRequest, part);
    }
}

#[test]
fn a_base_url_with_a_password_is_refused_without_showing_it() {
    for url in ["https://me:hunter2@example.com/v1", "https://hunter2@example.com/v1"] {
        let error = builder(url).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.message().contains("password"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

#[test]
fn an_organization_or_project_with_a_line_break_is_refused_by_name() {
    let settings = || builder("https://example.com/v1");
    refused(
        settings().organization("org\n").build(),
        ErrorKind::InvalidRequest,
        "`openai-organization`",
    );
    refused(settings().project("a\r\nb").build(), ErrorKind::InvalidRequest, "`openai-project`");
    let header = settings().header("x-team", "a\nb");
    refused(header.build(), ErrorKind::InvalidRequest, "a default header cannot be sent");
}

#[test]
fn the_error_of_a_builder_is_one_line_that_says_what_to_do() {
    let error = Client::builder().build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the client cannot be made: there is no api key; set `OPENAI_API_KEY`, or call `.api_key(…)`",
    );
}

#[test]
fn a_base_url_ends_in_a_slash_however_it_was_written() -> Result<(), Error> {
    for url in ["https://example.com/v1", "https://example.com/v1/", " https://example.com/v1\n"] {
        assert_eq!(builder(url).build()?.base_url(), "https://example.com/v1/");
    }
    assert_eq!(builder("https://example.com").build()?.base_url(), "https://example.com/");
    Ok(())
}

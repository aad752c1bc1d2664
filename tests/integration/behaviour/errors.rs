//! `Error` as a value: small, shared, and complete.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use openai_call::{Error, ErrorKind, Stopped, openai_call};

use crate::support::{Script, limited, ms, response, server_error};

#[test]
fn an_error_is_one_pointer_wide_even_where_it_may_be_absent() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Option<Error>>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
}

#[test]
fn an_error_can_be_cloned_sent_shared_and_kept() {
    fn is<T: Clone + Send + Sync + StdError + 'static>() {}
    is::<Error>();
    let boxed: Box<dyn StdError + Send + Sync> = server_error().into();
    assert!(boxed.downcast::<Error>().is_ok());
}

#[test]
fn a_changed_clone_leaves_its_original_alone() {
    let error = Error::new(ErrorKind::RateLimit, "busy");
    let changed = error.clone().with_retry_after(ms(7)).with_request_id("req_1");
    assert_eq!((error.retry_after(), error.request_id()), (None, None));
    assert_eq!((changed.retry_after(), changed.request_id()), (Some(ms(7)), Some("req_1")));
}

#[test]
fn a_source_is_kept() {
    let error = server_error().with_source(io::Error::other("the disk"));
    let source = StdError::source(&error).unwrap();
    assert!(source.is::<io::Error>());
    assert_eq!(source.to_string(), "the disk");
}

#[tokio::test(start_paused = true)]
async fn an_error_keeps_all_that_the_server_said_and_all_that_was_tried() {
    #[openai_call(attempts = 3)]
    async fn chat(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let body = r#"{"error": {"message": "Slow down.", "type": "requests", "param": "n",
                   "code": "rate_limit_exceeded"}}"#;
    let headers = [("x-request-id", "req_3"), ("retry-after", "300"), ("x-other", "kept")];
    let last = response(429, &headers, body);
    let script = Script::of([server_error().with_request_id("req_1"), limited(ms(50)), last]);
    let error = chat(&script).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::RateLimit);
    assert_eq!(error.status().unwrap(), 429);
    assert_eq!(error.code(), Some("rate_limit_exceeded"));
    assert_eq!(error.error_type(), Some("requests"));
    assert_eq!(error.param(), Some("n"));
    assert_eq!(error.message(), "Slow down.");
    assert_eq!(error.request_id(), Some("req_3"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(300)));
    assert_eq!(error.headers()["x-other"], "kept");
    assert_eq!(error.body(), body.as_bytes());
    assert_eq!(error.site().unwrap().name(), "chat");
    assert_eq!(error.stopped(), Some(Stopped::Attempts));

    let [first, second, third] = error.attempts().failed() else { panic!("three attempts") };
    assert_eq!((first.kind(), first.request_id()), (ErrorKind::ServerError, Some("req_1")));
    assert_eq!((second.kind(), second.retry_after()), (ErrorKind::RateLimit, Some(ms(50))));
    assert_eq!((third.status().unwrap().as_u16(), third.waited()), (429, None));
    assert_eq!(third.code(), Some("rate_limit_exceeded"));
    assert!(first.waited().is_some() && second.waited() >= Some(ms(50)));
}

#[tokio::test(start_paused = true)]
async fn the_history_of_a_call_is_not_carried_into_the_next() {
    #[openai_call(attempts = 2)]
    async fn chat(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let error = server_error();
    for _ in 0..2 {
        let failed = chat(&Script::always(error.clone())).await.unwrap_err();
        assert_eq!(failed.attempts().len(), 2);
    }
    assert_eq!((error.stopped(), error.attempts().len()), (None, 0), "a clone was changed");
}

use super::{CHUNK, DONE, STOP, text};
use crate::ErrorKind;
use crate::ErrorKind::{Quota, ServerError, ServiceUnavailable, StreamInterrupted};

const CREATED: &str = "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"status\":\"in_progress\"}}\n\n";
const COMPLETED: &str = "data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}}}\n\n";
const INCOMPLETE: &str =
    "data: {\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\"}}\n\n";
const FAILED: &str = "data: {\"type\":\"response.failed\",\"response\":{\"object\":\"response\",\"status\":\"failed\",\"error\":{\"code\":\"server_error\"}}}\n\n";

fn check(cases: impl IntoIterator<Item = (String, (usize, Option<ErrorKind>))>) {
    for (events, expected) in cases {
        assert_eq!(text(&events), expected, "{events}");
    }
}

#[test]
#[rustfmt::skip]
fn the_end_of_a_chat() {
    check([
        (format!("{CHUNK}{STOP}{DONE}"), (2, None)),
        (format!("{CHUNK}{STOP}"), (2, None)),
        (CHUNK.to_owned(), (1, Some(StreamInterrupted))),
        (String::new(), (0, Some(StreamInterrupted))),
        (": keep-alive\n\n".to_owned(), (0, Some(StreamInterrupted))),
    ]);
}

/// llama-cpp-python says `[DONE]` when a second request interrupts the first.
#[test]
#[rustfmt::skip]
fn a_choice_that_has_begun_has_to_finish() {
    let first = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":null}]}\n\n";
    let second = "data: {\"choices\": [{\"delta\": {}, \"index\": 1, \"finish_reason\": null}]}\n\n";
    let second_stops = "data: {\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n";
    let without_reason = "data: {\"choices\":[{\"text\":\"a\"}]}\n\n";
    let empty_reason = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"\"}]}\n\n";
    let no_choice = "data: {\"choices\": [ ], \"prompt_filter_results\": []}\n\n";
    let usage = "data: {\"choices\":[],\"usage\":{\"total_tokens\":1}}\n\n";
    check([
        (format!("{CHUNK}{DONE}"), (1, Some(StreamInterrupted))),
        (format!("{first}{DONE}"), (1, Some(StreamInterrupted))),
        (format!("{without_reason}{DONE}"), (1, Some(StreamInterrupted))),
        (format!("{empty_reason}{DONE}"), (1, Some(StreamInterrupted))),
        (format!("{no_choice}{first}{DONE}"), (2, Some(StreamInterrupted))),
        (format!("{first}{usage}{DONE}"), (2, Some(StreamInterrupted))),
        (format!("{first}{STOP}{usage}{DONE}"), (3, None)),
        // One of two choices has not finished.
        (format!("{first}{second}{STOP}{DONE}"), (3, Some(StreamInterrupted))),
        (format!("{first}{second}{STOP}"), (3, Some(StreamInterrupted))),
        (format!("{first}{second}{second_stops}{DONE}"), (3, Some(StreamInterrupted))),
        (format!("{first}{second}{second_stops}{STOP}{DONE}"), (4, None)),
        (format!("{first}{second}{second_stops}{STOP}"), (4, None)),
    ]);
}

#[test]
#[rustfmt::skip]
fn the_end_of_a_response() {
    check([
        (format!("{CREATED}{COMPLETED}"), (2, None)),
        (format!("{CREATED}{INCOMPLETE}"), (2, None)),
        (CREATED.to_owned(), (1, Some(StreamInterrupted))),
        (format!("{CREATED}{DONE}"), (1, Some(StreamInterrupted))),
        (format!("{CREATED}{COMPLETED}{DONE}"), (2, None)),
    ]);
}

#[test]
#[rustfmt::skip]
fn the_end_of_another_protocol() {
    check([
        // An event before the first chunk does not change the protocol.
        (format!("data: {{\"type\":\"hello\"}}\n\n{CHUNK}"), (2, Some(StreamInterrupted))),
        (format!("data: {{\"type\":\"hello\"}}\n\n{CHUNK}{STOP}"), (3, None)),
        // A stream of another protocol ends with its close.
        ("data: {\"a\":1}\n\ndata: {\"a\":2}\n\n".to_owned(), (2, None)),
    ]);
}

#[test]
#[rustfmt::skip]
fn an_error_in_every_known_form() {
    check([
        (format!("{CHUNK}data: {{\"error\":{{\"code\":\"server_is_overloaded\"}}}}\n\n"), (1, Some(ServiceUnavailable))),
        (format!("{CHUNK}data: {{\"error\":\"boom\"}}\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}event: error\ndata: {{\"type\":\"error\",\"sequence_number\":2,\"error\":{{\"type\":\"server_error\"}}}}\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}event: error\ndata: {{\"type\":\"error\",\"code\":\"slow_down\",\"message\":\"\"}}\n\n"), (1, Some(ServiceUnavailable))),
        (format!("{CHUNK}data: {{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"\"}}\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}event: error\ndata: boom\n\n"), (1, Some(ServerError))),
        (format!("{CREATED}{FAILED}"), (1, Some(ServerError))),
        (format!("{CHUNK}data: {{\"choices\":[{{\"error\":{{\"code\":502}},\"finish_reason\":\"error\"}}]}}\n\n"), (1, Some(ServerError))),
    ]);
}

#[test]
#[rustfmt::skip]
fn an_error_in_no_known_form() {
    check([
        (format!("{CHUNK}event: error\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}event: error\ndata: {{\"message\":\"boom\"}}\n\n"), (1, Some(ServerError))),
        (format!("{CREATED}data: {{\"type\":\"response.failed\",\"response\":{{\"error\":null}}}}\n\n"), (1, Some(ServerError))),
        (format!("{CHUNK}data: {{\"type\":\"error\"}}\n\n"), (1, Some(ServerError))),
    ]);
}

/// A body may call itself a stream and be JSON.
#[test]
#[rustfmt::skip]
fn json_without_a_frame() {
    let quota = "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"No credit.\"}}";
    check([
        (quota.to_owned(), (0, Some(Quota))),
        (format!("\u{feff} \n{quota}\n\n"), (0, Some(Quota))),
        (format!("\u{feff}data: {quota}\n\n"), (0, Some(Quota))),
        (format!("data: {quota}\n\n{DONE}"), (0, Some(Quota))),
        (format!("{quota}\n\n{DONE}"), (0, Some(Quota))),
        ("{\"choices\":[]}".to_owned(), (0, Some(ErrorKind::Decode))),
        ("{\"error\":".to_owned(), (0, Some(ErrorKind::Decode))),
        ("[1]".to_owned(), (0, Some(ErrorKind::Decode))),
    ]);
}

#[test]
#[rustfmt::skip]
fn half_an_event() {
    check([
        (format!("{CHUNK}data: {{\"choi\n\n"), (1, Some(StreamInterrupted))),
        (format!("{CHUNK}data: {{\"choi\n\n{STOP}{DONE}"), (1, Some(StreamInterrupted))),
        ("data: {\"choi\n\n".to_owned(), (0, Some(StreamInterrupted))),
        // Half an event, and then a clean close.
        (format!("{CHUNK}data: {{\"choi"), (1, Some(StreamInterrupted))),
        (format!("{CHUNK}data: [DO"), (1, Some(StreamInterrupted))),
    ]);
}

#[test]
#[rustfmt::skip]
fn what_only_looks_like_an_error() {
    check([
        (format!("{CHUNK}data: {{\"choices\":[],\"delta\":\"error\",\"text\":\"\\\"error\\\": 1\"}}\n\n{STOP}{DONE}"), (3, None)),
        (format!("{CREATED}data: {{\"type\":\"response.output_text.delta\",\"delta\":\"response.failed\"}}\n\n{COMPLETED}"), (3, None)),
    ]);
}

#[test]
#[rustfmt::skip]
fn however_it_is_written() {
    check([
        (format!("\u{feff}{CHUNK}{STOP}{DONE}"), (2, None)),
        (format!("{CHUNK}{STOP}{DONE}").replace('\n', "\r\n"), (2, None)),
        (format!("{CHUNK}{STOP}{DONE}").replace('\n', "\r"), (2, None)),
        (format!(": OPENROUTER PROCESSING\n\n{CHUNK}: again\n{STOP}{DONE}"), (2, None)),
        (format!("{CHUNK}{STOP}{DONE}").replace("data: ", "data:"), (2, None)),
        ("data: {\"a\":\ndata: 1}\n\n".to_owned(), (1, None)),
        // The last event without its blank line.
        (format!("{CHUNK}{}", STOP.trim_end()), (2, None)),
        (format!("{CHUNK}{STOP}{}", DONE.trim_end()), (2, None)),
    ]);
}

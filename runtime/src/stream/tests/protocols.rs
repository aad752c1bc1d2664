//! One test a protocol: what its streams end in, and what is an error in them.

use bytes::Bytes;

use super::{CHUNK, DONE, STOP, response, run, text, values};
use crate::ErrorKind::{self, RateLimit, ServerError, ServiceUnavailable, StreamInterrupted};

/// Each stream, the number of its items, and the error behind them.
fn check<const N: usize>(cases: [(&[&str], usize, Option<ErrorKind>); N]) {
    for (events, items, end) in cases {
        let events: String = events.iter().map(|event| written(event)).collect();
        assert_eq!(text(&events), (items, end), "{events}");
    }
}

/// An event of nothing but its type, its name with its data, or the text itself.
fn written(event: &str) -> String {
    if event.ends_with("\n\n") {
        return event.to_owned();
    }
    match event.split_once(' ') {
        Some((name, data)) => format!("event: {name}\ndata: {data}\n\n"),
        None => format!("data: {{\"type\":\"{event}\"}}\n\n"),
    }
}

const CUT: Option<ErrorKind> = Some(StreamInterrupted);

#[test]
fn a_chat() {
    let refused =
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}\n\n";
    let explained = "data: {\"error\":{\"code\":429,\"message\":\"slow\"},\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}\n\n";
    check([
        (&[CHUNK, STOP, DONE], 2, None),
        (&[CHUNK, STOP], 2, None),
        (&[CHUNK, DONE], 1, CUT),
        (&[CHUNK], 1, CUT),
        (&[CHUNK, refused, DONE], 1, Some(ServerError)),
        (&[refused], 0, Some(ServerError)),
        (&[CHUNK, explained, DONE], 1, Some(RateLimit)),
    ]);
}

#[test]
fn a_completion() {
    let piece = "data: {\"choices\":[{\"text\":\"a\",\"index\":0,\"finish_reason\":null}]}\n\n";
    let last = "data: {\"choices\":[{\"text\":\"\",\"index\":0,\"finish_reason\":\"length\"}]}\n\n";
    check([
        (&[piece, last, DONE], 2, None),
        (&[piece, last], 2, None),
        (&[piece, DONE], 1, CUT),
        (&[piece], 1, CUT),
    ]);
}

#[test]
fn a_response() {
    check([
        (&["response.created", "response.completed"], 2, None),
        (&["response.created", "response.incomplete"], 2, None),
        (&["response.created", "response.output_text.delta"], 2, CUT),
        (&["response.created", DONE], 1, CUT),
        (&["response.created", "response.failed"], 1, Some(ServerError)),
        // The name alone says it.
        (&["response.created {}", "response.completed {}"], 2, None),
        (&["response.created {}"], 1, CUT),
        (&["response.created {}", "response.failed {}"], 1, Some(ServerError)),
    ]);
}

#[test]
fn a_transcription() {
    check([
        (&["transcript.text.delta", "transcript.text.done"], 2, None),
        (&["transcript.text.delta", "transcript.text.done", DONE], 2, None),
        (&["transcript.text.segment", "transcript.text.delta"], 2, CUT),
        (&["transcript.text.delta", DONE], 1, CUT),
        (&["transcript.text.delta", "error"], 1, Some(ServerError)),
    ]);
}

#[test]
fn speech() {
    check([
        (&["speech.audio.delta", "speech.audio.done"], 2, None),
        (&["speech.audio.delta"], 1, CUT),
        (&["speech.audio.delta", DONE], 1, CUT),
    ]);
}

/// There is one last event for each image.
#[test]
fn images() {
    let (partial, completed) = ("image_generation.partial_image", "image_generation.completed");
    check([
        (&[partial, completed], 2, None),
        (&[partial, completed, partial, completed], 4, None),
        (&[completed, DONE], 1, None),
        (&[partial], 1, CUT),
        (&[partial, DONE], 1, CUT),
        (&["image_edit.partial_image", "image_edit.completed"], 2, None),
        (&["image_edit.partial_image"], 1, CUT),
    ]);
}

#[test]
fn a_thread() {
    let created = "thread.run.created {\"object\":\"thread.run\",\"status\":\"queued\"}";
    let delta = "thread.message.delta {\"object\":\"thread.message.delta\"}";
    let failed = "thread.run.failed {\"object\":\"thread.run\",\"status\":\"failed\",\
                  \"last_error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}}";
    check([
        (&[created, delta, "thread.run.completed {}", "done [DONE]"], 3, None),
        (&[created, delta, "thread.run.completed {}"], 3, None),
        (&[created, "thread.run.requires_action {}", "done [DONE]"], 2, None),
        (&[created, "thread.run.incomplete {}"], 2, None),
        (&[created, delta, "done [DONE]"], 2, None),
        (&[created, "thread.run.step.completed {}", "thread.message.completed {}"], 3, CUT),
        (&[created, delta], 2, CUT),
        (&[created, delta, DONE], 2, CUT),
        (&[created, failed], 1, Some(RateLimit)),
        (&[created, "thread.run.expired {}"], 1, Some(ServerError)),
        (&[created, "thread.run.cancelled {}"], 1, Some(ServerError)),
        (&[created, "error {\"code\":\"server_error\"}"], 1, Some(ServerError)),
    ]);
}

#[test]
fn a_message() {
    let overloaded =
        "error {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}";
    check([
        (&["message_start", "content_block_delta", "message_delta", "message_stop"], 4, None),
        (&["message_start", "content_block_stop", "message_delta"], 3, CUT),
        (&["message_start"], 1, CUT),
        (&["message_start", DONE], 1, CUT),
        (&["message_start", overloaded], 1, Some(ServiceUnavailable)),
    ]);
}

#[test]
fn ollama() {
    let piece = "data: {\"model\":\"m\",\"message\":{\"content\":\"a\"},\"done\":false}\n\n";
    let last = "data: {\"model\":\"m\",\"message\":{},\"done_reason\":\"stop\",\"done\":true}\n\n";
    check([
        (&[piece, last], 2, None),
        (&[last], 1, None),
        (&[piece, piece], 2, CUT),
        (&[piece, DONE], 1, CUT),
        (&[piece, "data: {\"error\":\"out of memory\"}\n\n"], 1, Some(ServerError)),
    ]);
}

/// What ends such a stream is not known, so that every clean end ends it.
#[test]
fn another() {
    let event = "data: {\"done\":false}\n\n";
    check([
        (&[event], 1, None),
        (&[event, DONE], 1, None),
        (&["progress", "progress"], 2, None),
        (&["progress {}", "thread {}"], 2, None),
        (&["progress", "error"], 1, Some(ServerError)),
    ]);
}

#[test]
fn no_answer() {
    let no_choice = "data: {\"choices\":[],\"usage\":{\"total_tokens\":1}}\n\n";
    check([
        (&[], 0, CUT),
        (&[DONE], 0, CUT),
        (&["ping"], 0, CUT),
        (&["ping", DONE], 0, CUT),
        (&["ping {}", "keepalive", ": still here\n\n", DONE], 0, CUT),
        (&[no_choice, DONE], 1, CUT),
    ]);
}

#[test]
fn a_ping_is_no_item() {
    check([
        (&["ping", CHUNK, "ping", STOP, "ping", DONE], 2, None),
        (&["ping {\"type\": \"ping\"}", "message_start", "ping", "message_stop"], 2, None),
        (&["data: {\"sequence_number\":3, \"type\" : \"keepalive\"}\n\n", "progress"], 1, None),
        // These only look like one.
        (&["data: {\"a\":{\"type\":\"ping\"}}\n\n", "pings", "data: \"ping\"\n\n"], 3, None),
    ]);
}

#[test]
fn the_last_event_says_why_and_how_many() {
    let cases = [
        (
            "completed",
            "thread.run.completed {\"status\":\"completed\",\"usage\":{\"total_tokens\":3}}",
        ),
        (
            "max_prompt_tokens",
            "thread.run.incomplete {\"status\":\"incomplete\",\"incomplete_details\":\
             {\"reason\":\"max_prompt_tokens\"},\"usage\":{\"total_tokens\":3}}",
        ),
        (
            "stop",
            "m {\"model\":\"m\",\"done\":true,\"done_reason\":\"stop\",\"usage\":{\"total_tokens\":3}}",
        ),
    ];
    for (reason, event) in cases {
        run(async {
            let stream = values(response(vec![Bytes::from(written(event))])).await;
            let mut stream = stream.expect("a stream");
            while let Some(event) = stream.next().await {
                event.expect("no error");
            }
            assert_eq!(stream.finish_reason(), Some(reason));
            assert_eq!(stream.usage().map(crate::Usage::total_tokens), Some(3), "{event}");
        });
    }
}

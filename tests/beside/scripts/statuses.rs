//! Statuses: what the server refuses, and what it cannot do now.

use serde_json::json;

use super::limits::error;
use super::{ALWAYS, ANSWER, Due, Script, Trouble};

pub(super) fn troubles() -> Vec<Trouble> {
    vec![bad_key(), bad_request(), overload(), should_retry()]
}

fn bad_key() -> Trouble {
    Trouble::new(
        "bad key",
        [Script::text("a 401", "the key has to be changed (OpenAI, error codes)", |api| {
            drop(api.status(401).times(ALWAYS));
        })
        .due(Due::error())],
    )
}

fn bad_request() -> Trouble {
    Trouble::new(
        "request that cannot succeed",
        [
            Script::text("a 400", "the request has to be changed (RFC 9110, 15.5.1)", |api| {
                drop(api.status(400).times(ALWAYS));
            })
            .due(Due::error()),
            Script::text(
                "a 501 not_supported_error",
                "a feature does not come by waiting (llama.cpp, server; RFC 9110, 15.6.2)",
                |api| {
                    let message = "This server does not support it.";
                    let error =
                        json!({ "code": 501, "message": message, "type": "not_supported_error" });
                    drop(api.status(501).json(json!({ "error": error })).times(ALWAYS));
                },
            )
            .due(Due::error()),
        ],
    )
}

fn overload() -> Trouble {
    let again = Due::answer_to_the_second;
    Trouble::new(
        "overload, error of the server",
        [
            Script::text("a 500", "try again after a brief wait (OpenAI, error codes)", |api| {
                drop(api.status(500).reply(ANSWER));
            })
            .due(again()),
            Script::text("a 503", "try again after a brief wait (OpenAI, error codes)", |api| {
                drop(api.status(503).reply(ANSWER));
            })
            .due(again()),
            Script::text(
                "a 503 with retry-after: 1",
                "of a 503 it says how long the service is away (RFC 9110, 10.2.3)",
                |api| drop(api.status(503).retry_after(1).reply(ANSWER)),
            )
            .due(again().no_sooner(1_000)),
            Script::text(
                "a 408",
                "the request may be repeated (RFC 9110, 15.5.9; openai-python, README)",
                |api| drop(api.status(408).reply(ANSWER)),
            )
            .due(again()),
            Script::text(
                "a 409",
                "the official SDK tries again; a conflict may also be one that stays",
                |api| drop(api.status(409).reply(ANSWER)),
            )
            .due(Due::error_or_the_second()),
            Script::text(
                "a 498",
                "an overload that may be tried again (Groq, errors); it is Groq's alone",
                |api| drop(error(api, 498, "capacity_exceeded", "busy").reply(ANSWER)),
            )
            .due(Due::error_or_the_second()),
            Script::stream(
                "a 503 in the place of a stream",
                "nothing has been read: as without a stream (OpenAI, rate limits)",
                |api| drop(api.status(503).events(super::streams::whole())),
            )
            .due(again()),
        ],
    )
}

fn should_retry() -> Trouble {
    Trouble::new(
        "`x-should-retry`",
        [
            Script::text(
                "a 400 with x-should-retry: true",
                "the official SDK obeys; it is a header of OpenAI's, not of HTTP",
                |api| drop(api.status(400).header("x-should-retry", "true").reply(ANSWER)),
            )
            .due(Due::error_or_the_second()),
            Script::text(
                "a 500 with x-should-retry: false",
                "the server says so (openai-python, _base_client)",
                |api| drop(api.status(500).header("x-should-retry", "false").times(ALWAYS)),
            )
            .due(Due::error()),
        ],
    )
}

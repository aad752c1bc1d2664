//! Connections that break or hang, and a server that points elsewhere.

use std::time::Duration;

use super::{ALWAYS, ANSWER, Due, How, Play, Script, Trouble};

pub(super) fn troubles() -> Vec<Trouble> {
    vec![lost(), timeout(), redirect()]
}

fn lost() -> Trouble {
    Trouble::new(
        "lost connection",
        [
            Script::text(
                "a connection that is reset before an answer",
                "the official SDK tries it again (openai-python, README)",
                |api| drop(api.disconnect().reply(ANSWER)),
            )
            .due(Due::answer_to_the_second())
            .without_a_response(),
            Script::text(
                "a body that is cut",
                "it is shorter than its length (RFC 9112, 8), but may have been paid for",
                |api| drop(api.reply(ANSWER).cut().reply(ANSWER)),
            )
            .due(Due::error_or_the_second()),
        ],
    )
    .unseen("half a body as whole")
}

fn timeout() -> Trouble {
    let stalls = Script::text(
        "a server that stalls, with a timeout of 1 s and 2 s in all",
        "the caller asked for it; who has no bound for all attempts has one around the call",
        |api| drop(api.stall().times(ALWAYS)),
    );
    let stalls = Script { how: How::InTime, ..stalls };
    Trouble::new(
        "timeout",
        [
            stalls.due(Due::error_after_tries().within(2_300)).without_a_response(),
            Script::text(
                "a body that drips for five seconds, with a timeout of 1 s",
                "the caller asked for an answer in 1 s; a timeout by the packet never ends it",
                |api| drop(api.reply(ANSWER).drip(Duration::from_millis(8)).times(ALWAYS)),
            )
            .due(Due::either().answer_within(1_500)),
        ],
    )
}

fn redirect() -> Trouble {
    let script = Script::text(
        "a 307 to another origin",
        "it needs care, for the user may not want to send it there (RFC 9110, 15.4)",
        |_| (),
    );
    let play = Play::Two(|api, other| {
        let location = format!("{}/chat/completions", other.url());
        other.reply(ANSWER).times(ALWAYS);
        api.status(307).header("location", &location).times(ALWAYS);
    });
    Trouble::new("redirect to another origin", [Script { play, ..script }.due(Due::error())])
}

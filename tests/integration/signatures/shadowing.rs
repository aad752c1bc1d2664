//! What a module calls its own things does not reach the expansion, and the other way round.
#![expect(dead_code, reason = "only their names matter")]

use openai_call::openai_call;

use super::Outcome;

mod core {}
mod std {}
mod openai_call_runtime {}
struct Result;
struct Option;
struct Site;
struct Error;
struct ErrorKind;
struct RateLimit;
struct Location;
const TRANSIENT: &str = "mine";
static SITE: &str = "also mine";

#[expect(non_snake_case, reason = "the names of the variants are the point")]
fn Ok() {}
#[expect(non_snake_case, reason = "the names of the variants are the point")]
fn Err() {}
fn retry() -> u32 {
    1
}
fn wait() -> u32 {
    2
}
fn millis(count: u32) -> u32 {
    count
}
#[expect(unused_macros, reason = "it is not to be used")]
macro_rules! module_path {
    () => {
        compile_error!("the user's own macro")
    };
}

#[openai_call(retry = "transient", backoff = 1ms..2ms)]
async fn call(
    client: &::openai_call::Client,
) -> ::std::result::Result<::serde_json::Value, ::openai_call::Error> {
    // Each of these is the module's own, not the expansion's.
    let sum = retry() + wait() + millis(3);
    let text = format!("{TRANSIENT} {SITE} {sum}");
    client.post("chat/completions").json(&text)
}

#[tokio::test(start_paused = true)]
async fn names_do_not_meet() -> Outcome {
    let (api, client) = super::troubled();
    call(&client).await?;
    assert_eq!(api.requests()[1].json(), "mine also mine 6");
    ::std::result::Result::Ok(())
}

mod without_prelude {
    #![no_implicit_prelude]

    #[::openai_call::openai_call(backoff = 1ms..2ms)]
    pub(super) async fn call(
        client: &::openai_call::Client,
    ) -> ::std::result::Result<::serde_json::Value, ::openai_call::Error> {
        client.get("models")
    }
}

#[tokio::test(start_paused = true)]
async fn no_prelude_is_needed() -> Outcome {
    let (_api, client) = super::troubled();
    without_prelude::call(&client).await?;
    ::std::result::Result::Ok(())
}

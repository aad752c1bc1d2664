//! Steps for the kinds of an answer.

use openai_call::{Client, Error, EventStream, Parsed, Text, openai_call};
use serde_json::Value;

#[openai_call(on_truncated = retry)]
async fn cut_and_retried(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncated = wait)]
async fn cut_and_waited_for(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncated = reask)]
async fn cut_and_reasked(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_refusal = retry)]
async fn refused_and_retried(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_refusal = [reask, fail])]
async fn refused_and_reasked(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_refusal = enlarge)]
async fn refused_and_enlarged(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_invalid_output = enlarge)]
async fn ill_formed_and_enlarged(client: &Client) -> Result<Parsed<Value>, Error> {
    client.post("chat/completions")
}

#[openai_call(on_invalid_output = wait)]
async fn ill_formed_and_waited_for(client: &Client) -> Result<Parsed<Value>, Error> {
    client.post("chat/completions")
}

#[openai_call(on_no_output = reask)]
async fn empty_and_reasked(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_server_error = reask)]
async fn reask_of_another_kind(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_context_length = enlarge)]
async fn enlarge_of_another_kind(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_answer = enlarge)]
async fn enlarge_in_a_group(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_answer = retry)]
async fn retry_in_a_group(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_any = reask)]
async fn reask_in_any(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(otherwise = enlarge)]
async fn enlarge_in_otherwise(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "transient | truncated")]
async fn named_in_retry(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(retry = "transient | no_output")]
async fn varying_in_retry(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncated = enlarge(up_to = 10s))]
async fn enlarged_for_some_time(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncated = enlarge(up_to = 0))]
async fn enlarged_to_nothing(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncated = [enlarge(attempts = 2), enlarge(attempts = 3)])]
async fn enlarged_twice(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncated = [fallback(small(client)), enlarge])]
async fn enlarged_behind_a_fallback(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncated = double)]
async fn enlarged_by_another_name(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncted = fail)]
async fn misspelled(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(on_truncated = enlarge)]
async fn of_a_stream(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions")
}

#[openai_call(on_invalid_output = fail)]
async fn text_that_is_ill_formed(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call(exhaustive, on_transient = retry, on_permanent = fail)]
async fn exhaustive_without_answers(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

#[openai_call]
async fn small(client: &Client) -> Result<Text, Error> {
    client.post("chat/completions")
}

fn main() {}

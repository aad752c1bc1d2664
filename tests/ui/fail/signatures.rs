//! Signatures.

use async_trait::async_trait;
use openai_call::{Client, Error, Request, openai_call};
use serde_json::Value;
use std::future::Future;

#[openai_call]
const async fn function_const(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call]
const fn function_const_and_not_async(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call]
async extern "C" fn function_extern(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call]
fn function_not_async(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call]
fn function_returns_impl_future(client: &Client) -> impl Future<Output = Result<Value, Error>> {
    client.post("chat/completions")
}

#[openai_call]
async unsafe fn function_unsafe(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions")
}

#[openai_call]
async fn function_without_return_type(client: &Client) {
    client.post("chat/completions")
}

#[async_trait]
trait MethodInAsyncTrait {
    async fn chat(&self) -> Result<Value, Error>;
}

#[async_trait]
impl MethodInAsyncTrait for Client {
    #[openai_call]
    async fn chat(&self) -> Result<Value, Error> {
        self.post("chat/completions")
    }
}

#[openai_call]
async fn return_type_is_a_request(client: &Client) -> Request {
    client.post("chat/completions")
}

#[openai_call]
async fn return_type_is_an_option(client: &Client) -> Option<Value> {
    client.post("chat/completions")
}

#[openai_call]
async fn return_type_without_result(client: &Client) -> Value {
    client.post("chat/completions")
}

#[openai_call(retries = 2, timeout = 5m)]
const fn several_mistakes_in_attribute_and_signature(client: &Client) {
    client.post("chat/completions")
}

struct Runtime;

impl Runtime {
    fn block_on<T>(&self, _: impl Future<Output = T>) -> Option<T> {
        None
    }
}

/// What `#[tokio::main]` leaves.
#[openai_call]
fn function_that_blocks(client: &Client) -> Result<Value, Error> {
    let body = async { client.get("models") };
    return Runtime.block_on(body).expect("a value");
}

fn main() {}

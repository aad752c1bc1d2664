//! Every shape of function that the attribute goes on.

mod arguments;
mod attributes;
mod errors;
mod expansions;
mod methods;
mod sendness;
mod shadowing;
mod sizes;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error};

/// A client of a server that fails once and then says hello.
fn troubled() -> (FakeApi, Client) {
    let api = FakeApi::in_memory().status(500).reply("hello");
    let client = api.client();
    (api, client)
}

type Outcome = Result<(), Error>;

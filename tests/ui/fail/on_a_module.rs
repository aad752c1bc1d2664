use openai_call::openai_call;

#[openai_call]
mod chat {}

fn main() {}

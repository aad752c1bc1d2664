use openai_call::openai_call;

#[openai_call]
struct Chat;

fn main() {}

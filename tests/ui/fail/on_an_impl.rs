use openai_call::openai_call;

struct Chat;

#[openai_call]
impl Chat {}

fn main() {}

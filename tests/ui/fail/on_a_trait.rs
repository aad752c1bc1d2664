use openai_call::openai_call;

#[openai_call]
trait Chat {}

fn main() {}

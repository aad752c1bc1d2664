/// Asks as declared.
#[openai_call::openai_call(retry = "transient", on_rate_limit = wait, timeout = 1min)]
pub async fn NAME(client: &Client, prompt: &str) -> Result<Value, openai_call::Error> {
    let body = json!({ "model": "gpt-4o-mini", "messages": [{ "role": "user", "content": prompt }] });
    client.post("http://127.0.0.1/v1/chat/completions").json(&body)
}

/// Asks once, and lets every failure through.
pub async fn NAME(client: &Client, prompt: &str) -> Result<Value, reqwest::Error> {
    let body = json!({ "model": "gpt-4o-mini", "messages": [{ "role": "user", "content": prompt }] });
    client.post("http://127.0.0.1/v1/chat/completions").json(&body).send().await?.json().await
}

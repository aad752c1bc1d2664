/// Asks three times at most, as people write it.
pub async fn NAME(client: &Client, prompt: &str) -> Result<Value, reqwest::Error> {
    let body = json!({ "model": "gpt-4o-mini", "messages": [{ "role": "user", "content": prompt }] });
    let mut backoff = Duration::from_millis(500);
    let mut attempt = 1;
    loop {
        let request = client.post("http://127.0.0.1/v1/chat/completions").json(&body);
        let wait = match request.timeout(Duration::from_secs(60)).send().await {
            Ok(response) if response.status().is_success() => return response.json().await,
            Ok(response) if attempt < 3 && response.status() == 429 => {
                let asked = response.headers().get("retry-after").and_then(|it| it.to_str().ok());
                asked.and_then(|it| it.parse().ok()).map_or(backoff, Duration::from_secs)
            }
            Ok(response) if attempt < 3 && response.status().is_server_error() => backoff,
            Ok(response) => return response.error_for_status()?.json().await,
            Err(error) if attempt < 3 && (error.is_timeout() || error.is_connect()) => backoff,
            Err(error) => return Err(error),
        };
        tokio::time::sleep(wait).await;
        backoff *= 2;
        attempt += 1;
    }
}

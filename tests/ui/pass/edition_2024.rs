//! What the edition 2024 has changed.

use openai_call::{Client, Error, Reply, openai_call};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Model {
    id: String,
}

struct Assistant<'a> {
    client: &'a Client,
    model: Option<&'a str>,
}

#[expect(clippy::elidable_lifetime_names, reason = "named lifetimes are a form of their own")]
impl<'a> Assistant<'a> {
    #[openai_call(attempts = 2)]
    async fn chat(&self, r#gen: &[u32], visit: impl AsyncFn(&str)) -> Result<Reply<Value>, Error> {
        if let Some(model) = self.model
            && !model.is_empty()
        {
            visit(model).await;
        }
        let [first, ..] = r#gen else {
            return Ok(self.client.get("models"));
        };
        self.client.post("chat/completions").json(&json!({ "n": first }))
    }

    #[openai_call(on_rate_limit = wait)]
    async fn models(&self) -> Result<Vec<Model>, Error> {
        self.client.get("models")
    }
}

trait Ask {
    fn ask(&self) -> impl Future<Output = Result<Value, Error>> + Send;
}

impl Ask for Client {
    #[openai_call]
    async fn ask(&self) -> Result<Value, Error> {
        self.post("chat/completions")
    }
}

async fn all(client: &Client) -> Result<String, Error> {
    let assistant = Assistant { client, model: None };
    assistant.chat(&[1], async |_| ()).await?;
    client.ask().await?;
    Ok(assistant.models().await?.into_iter().map(|model| model.id).collect())
}

#[test]
fn compile() {
    let _ = all;
}

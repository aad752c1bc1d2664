//! Who answers, by the host. This is a name for dashboards: nothing is decided by it.

/// The end of a host, and the name of its provider. One that is in no row speaks `OpenAI`'s protocol, and
/// is called so, as the convention has it.
const PROVIDERS: [(&str, &str); 17] = [
    ("api.openai.com", OPENAI),
    (".openai.azure.com", AZURE),
    (".services.ai.azure.com", AZURE),
    (".cognitiveservices.azure.com", AZURE),
    ("api.anthropic.com", "anthropic"),
    ("generativelanguage.googleapis.com", "gcp.gemini"),
    ("aiplatform.googleapis.com", "gcp.vertex_ai"),
    (".amazonaws.com", "aws.bedrock"),
    ("api.mistral.ai", "mistral_ai"),
    ("api.groq.com", "groq"),
    ("api.x.ai", "x_ai"),
    ("api.cohere.com", "cohere"),
    ("api.cohere.ai", "cohere"),
    ("api.deepseek.com", "deepseek"),
    ("api.perplexity.ai", "perplexity"),
    ("api.moonshot.ai", "moonshot_ai"),
    ("api.moonshot.cn", "moonshot_ai"),
];

const OPENAI: &str = "openai";
const AZURE: &str = "azure.ai.openai";

pub(super) fn provider(host: &str) -> &'static str {
    let known = PROVIDERS.iter().find(|(end, _)| host.ends_with(end));
    known.map_or(OPENAI, |(_, name)| name)
}

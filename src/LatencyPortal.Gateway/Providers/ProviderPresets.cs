namespace LatencyPortal.Gateway.Providers;

/// <summary>Providers that an operator can pick instead of typing an address. Addresses and ports are the documented defaults of November 2026.</summary>
public static class ProviderPresets
{
    /// <summary>All presets, hosted ones first.</summary>
    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("OpenAI", ProviderKind.OpenAI, "https://api.openai.com/v1", true, "OPENAI_API_KEY", "Keys are made at platform.openai.com/api-keys."),
        new("OpenAI Responses", ProviderKind.OpenAIResponses, "https://api.openai.com/v1", true, "OPENAI_API_KEY", "The same key as for OpenAI; reasoning models show summaries of their thoughts here."),
        new("Azure OpenAI", ProviderKind.OpenAI, "https://<RESOURCE>.openai.azure.com/openai/v1", true, "AZURE_OPENAI_API_KEY", "Key and resource name stand in the Azure portal under Keys and Endpoint; models are the names of deployments."),
        new("Anthropic", ProviderKind.Anthropic, "https://api.anthropic.com", true, "ANTHROPIC_API_KEY", "Keys are made at console.anthropic.com/settings/keys."),
        new("Gemini", ProviderKind.Gemini, "https://generativelanguage.googleapis.com/v1beta", true, "GEMINI_API_KEY", "Keys are made at aistudio.google.com/apikey."),
        new("AWS Bedrock", ProviderKind.Bedrock, "https://bedrock-runtime.<REGION>.amazonaws.com", true, "AWS_BEARER_TOKEN_BEDROCK", "Keys are made in the Amazon Bedrock console under API keys, each for one region; behind an address that is not AWS's own, enter the models by name."),
        new("Groq", ProviderKind.OpenAI, "https://api.groq.com/openai/v1", true, "GROQ_API_KEY", "Keys are made at console.groq.com/keys."),
        new("DeepSeek", ProviderKind.OpenAI, "https://api.deepseek.com/v1", true, "DEEPSEEK_API_KEY", "Keys are made at platform.deepseek.com/api_keys."),
        new("Mistral", ProviderKind.OpenAI, "https://api.mistral.ai/v1", true, "MISTRAL_API_KEY", "Keys are made at console.mistral.ai/api-keys."),
        new("xAI", ProviderKind.OpenAI, "https://api.x.ai/v1", true, "XAI_API_KEY", "Keys are made at console.x.ai."),
        new("Fireworks", ProviderKind.OpenAI, "https://api.fireworks.ai/inference/v1", true, "FIREWORKS_API_KEY", "Keys are made at app.fireworks.ai/settings/users/api-keys."),
        new("OpenRouter", ProviderKind.OpenAI, "https://openrouter.ai/api/v1", true, "OPENROUTER_API_KEY", "Keys are made at openrouter.ai/settings/keys."),
        new("Ollama", ProviderKind.Ollama, "http://127.0.0.1:11434", false, null, "Start it with: ollama serve."),
        new("vLLM", ProviderKind.OpenAI, "http://127.0.0.1:8000/v1", false, null, "Start it with: vllm serve MODEL --enable-prompt-tokens-details, which makes it report cached tokens."),
        new("SGLang", ProviderKind.OpenAI, "http://127.0.0.1:30000/v1", false, null, "Start it with: python -m sglang.launch_server --model-path MODEL --enable-cache-report."),
        new("llama.cpp", ProviderKind.OpenAI, "http://127.0.0.1:8080/v1", false, null, "Start it with: llama-server -m MODEL.gguf."),
    ];
}

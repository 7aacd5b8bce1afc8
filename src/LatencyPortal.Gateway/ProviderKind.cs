namespace LatencyPortal.Gateway;

/// <summary>The wire format that an endpoint speaks.</summary>
public enum ProviderKind
{
    /// <summary>Chat Completions, as OpenAI, Azure OpenAI and every OpenAI-compatible server speak it.</summary>
    OpenAI,

    /// <summary>OpenAI's Responses API.</summary>
    OpenAIResponses,

    /// <summary>Anthropic's Messages API.</summary>
    Anthropic,

    /// <summary>Gemini's <c>streamGenerateContent</c>.</summary>
    Gemini,

    /// <summary>Ollama's own <c>/api/chat</c>.</summary>
    Ollama,

    /// <summary>The Converse API of AWS Bedrock.</summary>
    Bedrock,
}

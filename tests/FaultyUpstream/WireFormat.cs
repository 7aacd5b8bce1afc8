namespace LatencyPortal.Testing.Upstream;

/// <summary>The formats that the upstream speaks.</summary>
public enum WireFormat
{
    /// <summary>OpenAI's Chat Completions.</summary>
    OpenAIChat,

    /// <summary>OpenAI's Responses.</summary>
    OpenAIResponses,

    /// <summary>Anthropic's Messages.</summary>
    Anthropic,

    /// <summary>Gemini's <c>generateContent</c> and <c>streamGenerateContent</c>.</summary>
    Gemini,

    /// <summary>Ollama's <c>/api/chat</c>.</summary>
    Ollama,

    /// <summary>Bedrock's <c>converse</c> and <c>converse-stream</c>.</summary>
    Bedrock,
}

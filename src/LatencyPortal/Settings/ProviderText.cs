using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>Wire formats by the names that their makers use.</summary>
internal static class ProviderText
{
    public static string Of(ProviderKind kind) => kind switch
    {
        ProviderKind.OpenAI => "OpenAI Chat Completions",
        ProviderKind.OpenAIResponses => "OpenAI Responses",
        ProviderKind.Anthropic => "Anthropic Messages",
        ProviderKind.Gemini => "Gemini",
        ProviderKind.Bedrock => "AWS Bedrock Converse",
        _ => "Ollama",
    };
}

using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Makes the client that speaks an endpoint's wire format.</summary>
internal static class ProviderClients
{
    public static IChatClient Create(EndpointConnection connection) => connection.Endpoint.Provider switch
    {
        ProviderKind.OpenAI => new OpenAICompatibleClient(connection),
        ProviderKind.OpenAIResponses => new ResponsesChatClient(connection),
        ProviderKind.Anthropic => new AnthropicChatClient(connection),
        ProviderKind.Gemini => new GeminiChatClient(connection),
        ProviderKind.Ollama => new OllamaChatClient(connection),
        ProviderKind.Bedrock => new BedrockChatClient(connection),
        var other => throw new NotSupportedException($"Endpoints that speak {other} cannot be called."),
    };
}

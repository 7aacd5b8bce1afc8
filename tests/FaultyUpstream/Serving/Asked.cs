using System.Text.Json;
using LatencyPortal.Testing.Upstream.Wire;
using Microsoft.AspNetCore.Http;

namespace LatencyPortal.Testing.Upstream.Serving;

/// <summary>What a request asks for, read from its path and its body.</summary>
internal sealed record Asked(string Model, bool Streams, bool Usage, bool AsEvents)
{
    /// <summary>The format of a path; <see langword="null"/> when it is none of ours.</summary>
    public static WireFormat? FormatOf(PathString path) => path.Value switch
    {
        null => null,
        var value when value.EndsWith("/chat/completions", StringComparison.Ordinal) => WireFormat.OpenAIChat,
        var value when value.EndsWith("/responses", StringComparison.Ordinal) => WireFormat.OpenAIResponses,
        var value when value.EndsWith("/messages", StringComparison.Ordinal) => WireFormat.Anthropic,
        var value when value.EndsWith("enerateContent", StringComparison.Ordinal) => WireFormat.Gemini,
        var value when value.EndsWith("/api/chat", StringComparison.Ordinal) => WireFormat.Ollama,
        var value when value.EndsWith("/converse", StringComparison.Ordinal) || value.EndsWith("/converse-stream", StringComparison.Ordinal) => WireFormat.Bedrock,
        _ => null,
    };

    public static Asked Read(WireFormat format, HttpRequest http, string body)
    {
        using var json = Parse(body);
        var root = json.RootElement;
        if (format == WireFormat.Gemini)
        {
            var action = http.Path.Value![(http.Path.Value!.LastIndexOf('/') + 1)..].Split(':');
            return new Asked(action[0], action[^1] == "streamGenerateContent", true, http.Query["alt"] == "sse");
        }

        if (format == WireFormat.Bedrock && http.Path.Value!.Split('/') is [.., var called, var operation])
            return new Asked(called, operation == "converse-stream", true, false);
        var streams = Flag(root, "stream") ?? format == WireFormat.Ollama;
        var usage = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("stream_options", out var options) && Flag(options, "include_usage") == true;
        var model = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("model", out var name) ? name.ToString() : "";
        return new Asked(model, streams, usage, true);
    }

    public WireAnswer Answer(WireFormat format, UsageReport usage) => format switch
    {
        WireFormat.OpenAIResponses => new ResponsesAnswer(Model, usage),
        WireFormat.Anthropic => new AnthropicAnswer(Model, usage),
        WireFormat.Gemini => new GeminiAnswer(Model, usage, AsEvents),
        WireFormat.Ollama => new OllamaAnswer(Model, usage),
        WireFormat.Bedrock => new BedrockAnswer(Model, usage),
        _ => new ChatAnswer(Model, usage, Usage),
    };

    private static JsonDocument Parse(string body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return JsonDocument.Parse("{}"); // what cannot be read is answered like an empty request
        }
    }

    private static bool? Flag(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.GetBoolean()
            : null;
}

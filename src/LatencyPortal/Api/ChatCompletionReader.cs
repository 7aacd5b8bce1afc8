using System.Text.Json;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>
/// Turns the JSON of a chat completion request into a call. It reads the document itself instead of binding it, so that
/// each fault can name its field; fields it does not know are ignored.
/// </summary>
internal static class ChatCompletionReader
{
    /// <summary>OpenAI allows 4; the portal's models can do with more, and an endpoint says itself what is too much for it.</summary>
    private const int MostStops = 64;

    /// <summary>A schema of 64 levels stands in the fourth.</summary>
    private const int DeepestBody = 128;

    private const int MostChoices = 8;

    private static readonly (string Name, string Instead)[] Unserved =
    [
        ("functions", "Use `tools`."), ("function_call", "Use `tool_choice`."), ("audio", "Leave it out."),
    ];

    /// <param name="json">The body.</param>
    /// <param name="models">Finds a model by its id.</param>
    /// <exception cref="ApiFaultException">The request cannot be served.</exception>
    public static ChatCompletionCall Read(ReadOnlyMemory<byte> json, ModelFinder models)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        RefuseUnserved(root);
        var model = Model(root, models);
        var description = model.Description;
        // A template may ask by itself.
        var messages = models.Template is not null && root.Field("messages") is null ? [] : MessageReader.Read(root, description);
        var stream = root.Flag("stream", "stream");
        var options = Options(root);
        ToolReader.Read(root, description, options);
        options.Reasoning = ReasoningReader.Read(root.Field("reasoning_effort"), description, "reasoning_effort");
        var extras = CallExtrasReader.Read(root, description.IsLocal) with { StrictSchema = ResponseFormatReader.Strict(root) };
        if (description.IsLocal)
            options.TopK = CallExtrasReader.TopK(root);
        return new ChatCompletionCall(model, messages, extras.Attach(options))
        {
            Stream = stream,
            Logprobs = extras.TopLogprobs is not null,
            IncludeUsage = StreamOption(root, stream, "include_usage"),
            IncludeLatency = StreamOption(root, stream, "include_latency"),
            Choices = (int)(root.Integer("n", 1, MostChoices) ?? 1),
        };
    }

    /// <summary>The model that <c>model</c> and <c>speed</c> ask for.</summary>
    public static GatewayModel Model(JsonElement root, ModelFinder models)
    {
        var id = root.Field("model")?.Text("model") ?? models.Usual;
        if (string.IsNullOrEmpty(id))
            throw new ApiFaultException(ApiFault.BadRequest("`model` is missing. GET /v1/models lists the models of this portal.", "model", "missing_required_parameter"));
        var fast = root.Field("speed")?.Text("speed") switch
        {
            null or "standard" => false,
            "fast" => true,
            _ => throw new ApiFaultException(ApiFault.BadRequest("`speed` must be fast or standard.", "speed", "invalid_value")),
        };
        return models.Find(id, fast);
    }

    /// <summary>Parses a body, which must be a JSON object.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            var withMark = json.Span.StartsWith("\uFEFF"u8);
            var document = JsonDocument.Parse(withMark ? json[3..] : json, new JsonDocumentOptions { MaxDepth = DeepestBody });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            throw new ApiFaultException(ApiFault.BadRequest("The body must be a JSON object.", null, "invalid_json"));
        }
        catch (JsonException e)
        {
            throw new ApiFaultException(ApiFault.BadRequest(
                $"The body is not valid JSON, or nests more than {DeepestBody} deep (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).", null, "invalid_json"));
        }
    }

    /// <summary>What would change the answer and is not served is refused: an answer that ignores it would be a wrong one.</summary>
    private static void RefuseUnserved(JsonElement root)
    {
        foreach (var (name, instead) in Unserved)
        {
            if (root.Field(name) is { } value && !IsDefault(value))
                throw new ApiFaultException(ApiFault.BadRequest($"`{name}` is not supported by this portal. {instead}", name, "unsupported_parameter"));
        }
    }

    private static bool IsDefault(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetInt32(out var number) && number == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.String => value.GetString() is "none" or "auto",
        _ => false,
    };

    private static ChatOptions Options(JsonElement root) => new()
    {
        PresencePenalty = (float?)root.Number("presence_penalty", -2, 2),
        FrequencyPenalty = (float?)root.Number("frequency_penalty", -2, 2),
        Temperature = (float?)root.Number("temperature", 0, 2),
        TopP = (float?)root.Number("top_p", 0, 1),
        MaxOutputTokens = MaxTokens(root),
        StopSequences = Stops(root),
        ResponseFormat = ResponseFormatReader.Read(root),
        Seed = root.Integer("seed", long.MinValue, long.MaxValue),
    };

    /// <summary>Both names are read, so that a wrong value is told under either; the newer one wins.</summary>
    private static int? MaxTokens(JsonElement root)
    {
        var old = root.Integer("max_tokens", 1, int.MaxValue);
        return (int?)(root.Integer("max_completion_tokens", 1, int.MaxValue) ?? old);
    }

    private static List<string>? Stops(JsonElement root)
    {
        switch (root.Field("stop"))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.String } one:
                return [Stop(one, "stop")];
            case { ValueKind: JsonValueKind.Array } many:
                if (many.GetArrayLength() > MostStops)
                    throw new ApiFaultException(ApiFault.BadRequest($"`stop` holds at most {MostStops} strings.", "stop", "array_above_max_length"));
                return [.. many.EnumerateArray().Select((stop, i) => Stop(stop, $"stop[{i}]"))];
            case { } other:
                throw JsonFields.WrongType("stop", "a string or an array of strings", other);
        }
    }

    private static string Stop(JsonElement value, string param) => value.Text(param) is { Length: > 0 } text
        ? text
        : throw new ApiFaultException(ApiFault.BadRequest($"`{param}` must not be empty.", param));

    private static bool StreamOption(JsonElement root, bool stream, string name)
    {
        if (root.Field("stream_options") is not { } options)
            return false;
        options.RequireObject("stream_options");
        if (!stream)
            throw new ApiFaultException(ApiFault.BadRequest("`stream_options` is only allowed with `stream`: true.", "stream_options"));
        return options.Flag(name, $"stream_options.{name}");
    }
}

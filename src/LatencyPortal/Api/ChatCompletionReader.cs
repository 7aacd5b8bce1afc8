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

    private static readonly string[] Unserved =
    [
        "tools", "tool_choice", "functions", "function_call", "audio",
    ];

    /// <param name="json">The body.</param>
    /// <param name="find">Finds a model by its id.</param>
    /// <exception cref="ApiFaultException">The request cannot be served.</exception>
    public static ChatCompletionCall Read(ReadOnlyMemory<byte> json, Func<string, GatewayModel> find)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new ApiFaultException(ApiFault.BadRequest("The body must be a JSON object.", null, "invalid_json"));
        var id = root.Field("model")?.Text("model");
        if (string.IsNullOrEmpty(id))
            throw new ApiFaultException(ApiFault.BadRequest("`model` is missing. GET /v1/models lists the models of this portal.", "model", "missing_required_parameter"));
        if (root.Integer("n", 1, int.MaxValue) is > 1)
            throw new ApiFaultException(ApiFault.BadRequest("Only one answer a request is offered: leave `n` out or set it to 1.", "n", "unsupported_value"));

        RefuseUnserved(root);
        var messages = MessageReader.Read(root);
        var stream = root.Flag("stream", "stream");
        var options = Options(root);
        var model = find(id);
        var isLocal = model.Description.IsLocal;
        var extras = CallExtrasReader.Read(root, isLocal);
        if (isLocal)
            options.TopK = CallExtrasReader.TopK(root);
        return new ChatCompletionCall(model, messages, extras.Attach(options))
        {
            Stream = stream,
            Logprobs = extras.TopLogprobs is not null,
            IncludeUsage = IncludeUsage(root, stream),
        };
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            var withMark = json.Span.StartsWith("\uFEFF"u8);
            return JsonDocument.Parse(withMark ? json[3..] : json, new JsonDocumentOptions { MaxDepth = DeepestBody });
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
        foreach (var name in Unserved)
        {
            if (root.Field(name) is { } value && !IsDefault(value))
            {
                throw new ApiFaultException(ApiFault.BadRequest(
                    $"`{name}` is not supported by this portal yet. Leave it out.", name, "unsupported_parameter"));
            }
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

    private static bool IncludeUsage(JsonElement root, bool stream)
    {
        if (root.Field("stream_options") is not { } options)
            return false;
        if (options.ValueKind != JsonValueKind.Object)
            throw JsonFields.WrongType("stream_options", "an object", options);
        if (!stream)
            throw new ApiFaultException(ApiFault.BadRequest("`stream_options` is only allowed with `stream`: true.", "stream_options"));
        return options.Flag("include_usage", "stream_options.include_usage");
    }
}

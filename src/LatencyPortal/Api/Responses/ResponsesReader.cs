using System.Text.Json;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api.Responses;

/// <summary>Turns the JSON of a request to the Responses API into a call; fields it does not know are ignored.</summary>
internal static class ResponsesReader
{
    private static readonly (string Name, string Why)[] Unserved =
    [
        ("previous_response_id", "This portal stores no responses: send the earlier items in `input`."),
        ("conversation", "This portal stores no conversations: send the earlier items in `input`."),
        ("prompt", "This portal has no stored prompts: send `instructions` and `input`."),
        ("background", "This portal answers at once: leave it out, and use `stream`."),
        ("store", "This portal stores no responses: leave it out or set it to false."),
        ("top_logprobs", "Log probabilities come with /v1/chat/completions."),
        ("functions", "Use `tools`."),
    ];

    /// <summary>Sent to endpoints under the same names.</summary>
    private static readonly string[] SameNames =
    [
        "service_tier", "user", "safety_identifier", "prompt_cache_key", "prompt_cache_retention",
    ];

    private static JsonElement Nothing { get; } = JsonSerializer.SerializeToElement(new object());

    private static JsonElement NoTools { get; } = JsonSerializer.SerializeToElement(Array.Empty<string>());

    private static JsonElement FreeText { get; } = JsonSerializer.SerializeToElement(new { format = new { type = "text" } });

    private static JsonElement Auto { get; } = JsonSerializer.SerializeToElement("auto");

    /// <exception cref="ApiFaultException">The request cannot be served.</exception>
    public static ResponsesCall Read(ReadOnlyMemory<byte> json, ModelFinder models)
    {
        using var document = ChatCompletionReader.Parse(json);
        var root = document.RootElement;
        RefuseUnserved(root);
        var model = ChatCompletionReader.Model(root, models);
        var description = model.Description;
        var instructions = root.Field("instructions")?.Text("instructions");
        var messages = ResponseInputReader.Read(root, instructions, description);
        var options = new ChatOptions
        {
            Temperature = (float?)root.Number("temperature", 0, 2),
            TopP = (float?)root.Number("top_p", 0, 1),
            MaxOutputTokens = (int?)root.Integer("max_output_tokens", 1, int.MaxValue),
            ResponseFormat = ResponseTextReader.Read(root),
        };
        ResponseToolReader.Read(root, description, options);
        var reasoning = root.Field("reasoning");
        reasoning?.RequireObject("reasoning");
        var effort = reasoning?.Field("effort");
        options.Reasoning = ReasoningReader.Read(effort, description, "reasoning.effort");
        var extras = new CallExtras { EndpointFields = description.IsLocal ? [] : EndpointFields(root, effort), StrictSchema = ResponseTextReader.Strict(root) };
        var metadata = root.Field("metadata");
        metadata?.RequireObject("metadata");
        var call = new ChatCompletionCall(model, messages, extras.Attach(options)) { Stream = root.Flag("stream", "stream") };
        return new ResponsesCall(call)
        {
            Instructions = instructions,
            Metadata = metadata?.Clone() ?? Nothing,
            ParallelToolCalls = options.AllowMultipleToolCalls ?? true,
            Reasoning = reasoning?.Clone(),
            Text = root.Field("text")?.Clone() ?? FreeText,
            ToolChoice = root.Field("tool_choice")?.Clone() ?? Auto,
            Tools = root.Field("tools")?.Clone() ?? NoTools,
            User = root.Field("user")?.Text("user"),
        };
    }

    /// <summary>What would change the answer and is not served is refused: an answer that ignores it would be a wrong one.</summary>
    private static void RefuseUnserved(JsonElement root)
    {
        foreach (var (name, why) in Unserved)
        {
            if (root.Field(name) is { } value && !IsDefault(value))
                throw new ApiFaultException(ApiFault.BadRequest($"`{name}` is not supported. {why}", name, "unsupported_parameter"));
        }

        if (root.Field("truncation")?.Text("truncation") is not (null or "disabled"))
            throw new ApiFaultException(ApiFault.BadRequest("`truncation` must be disabled: this portal cuts no input.", "truncation", "unsupported_value"));
        if (root.Field("include") is { } include)
            RefuseIncludes(include);
    }

    private static void RefuseIncludes(JsonElement include)
    {
        if (include.ValueKind != JsonValueKind.Array)
            throw JsonFields.WrongType("include", "an array", include);
        foreach (var (i, name) in include.EnumerateArray().Index())
        {
            // Clients ask for it whenever they store nothing; a model that gives none has none to give.
            if (name.Text($"include[{i}]") != "reasoning.encrypted_content")
                throw new ApiFaultException(ApiFault.BadRequest($"`include[{i}]` is not supported. Leave it out.", $"include[{i}]", "unsupported_value"));
        }
    }

    private static bool IsDefault(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetInt32(out var number) && number == 0,
        _ => false,
    };

    private static Dictionary<string, JsonElement> EndpointFields(JsonElement root, JsonElement? effort)
    {
        var fields = CallExtrasReader.AsTheyCame(root, SameNames);
        if (effort is { } wanted)
            fields["reasoning_effort"] = wanted.Clone();
        if (root.Field("text")?.Field("verbosity") is { } verbosity)
            fields["verbosity"] = verbosity.Clone();
        return fields;
    }
}

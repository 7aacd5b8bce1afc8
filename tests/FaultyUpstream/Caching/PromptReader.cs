using System.Text.Json;

namespace LatencyPortal.Testing.Upstream;

/// <summary>Reads the prompt of a request: tools, then system, then messages, and what is marked in them.</summary>
public static class PromptReader
{
    /// <summary>Reads a body; one that is no JSON object has no prompt.</summary>
    public static WordPrompt Read(WireFormat format, string body)
    {
        var root = Parse(body);
        var reading = new Reading();
        if (root.ValueKind == JsonValueKind.Object)
        {
            foreach (var tool in Items(format == WireFormat.Bedrock ? Part(root, "toolConfig") ?? default : root, "tools"))
                reading.AddPart("tool", tool.GetRawText(), tool);
            foreach (var (role, content) in Messages(format, root))
                reading.AddContent(role, content);
        }

        return new WordPrompt
        {
            Blocks = reading.Blocks,
            Breakpoints = reading.Points,
            Automatic = format switch
            {
                WireFormat.Anthropic => Part(root, "cache_control") is not null,
                _ => Part(root, "prompt_cache_options") is { } options ? Text(options, "mode") != "explicit" : null,
            },
            Lifetime = Text(Part(root, "cache_control"), "ttl") ?? Text(root, "prompt_cache_retention"),
        };
    }

    private static IEnumerable<(string Role, JsonElement Content)> Messages(WireFormat format, JsonElement root)
    {
        if (format == WireFormat.Gemini)
        {
            if (Part(Part(root, "systemInstruction"), "parts") is { } system)
                yield return ("system", system);
            foreach (var content in Items(root, "contents"))
                yield return (Text(content, "role") ?? "user", content.GetProperty("parts"));
            yield break;
        }

        if ((Part(root, "system") ?? Part(root, "instructions")) is { } instructions)
            yield return ("system", instructions);
        if (Part(root, "input") is { ValueKind: JsonValueKind.String } question)
            yield return ("user", question);
        foreach (var message in Items(root, format == WireFormat.OpenAIResponses ? "input" : "messages"))
        {
            // A call or its result is a block of its own.
            yield return Part(message, "content") is { ValueKind: not JsonValueKind.Null } content
                ? (Text(message, "role") ?? "user", content)
                : (Text(message, "role") ?? Text(message, "type") ?? "item", message);
        }
    }

    private static JsonElement Parse(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonElement? Part(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var part) ? part : null;

    private static string? Text(JsonElement? element, string name) =>
        Part(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement root, string name) =>
        Part(root, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;

    private sealed class Reading
    {
        public List<IReadOnlyList<string>> Blocks { get; } = [];

        public List<(int Block, string? Lifetime)> Points { get; } = [];

        public void AddContent(string role, JsonElement content)
        {
            if (content.ValueKind != JsonValueKind.Array)
            {
                Add(role, content.ValueKind == JsonValueKind.String ? content.GetString()! : content.GetRawText(), content);
                return;
            }

            foreach (var part in content.EnumerateArray())
                AddPart(role, Text(part, "text") ?? part.GetRawText(), part);
        }

        /// <summary>Adds a part; one that only marks the part before it is none itself.</summary>
        public void AddPart(string role, string text, JsonElement part)
        {
            if (PromptReader.Part(part, "cachePoint") is not { } point)
                Add(role, text, part);
            else if (Blocks.Count > 0)
                Points.Add((Blocks.Count - 1, Text(point, "ttl")));
        }

        public void Add(string role, string text, JsonElement marked)
        {
            Blocks.Add([$"<{role}>", .. WordPrompt.Split(text)]);
            if ((Part(marked, "cache_control") ?? Part(marked, "prompt_cache_breakpoint")) is { ValueKind: JsonValueKind.Object } mark)
                Points.Add((Blocks.Count - 1, Text(mark, "ttl")));
        }
    }
}

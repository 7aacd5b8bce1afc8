using System.Text.Json;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Messages and tools of a request as values of a chat template, in the form that Hugging Face templates expect: the
/// arguments of a call are an object there, not its text.
/// </summary>
internal static class TemplateVariables
{
    private const int MostTools = 128;

    /// <summary>What is wrong with it is said in the words of the HTTP API.</summary>
    /// <exception cref="ArgumentException">A message or a call is not well formed.</exception>
    public static JinjaMapping Of(TemplateMessage message)
    {
        if (message.Role is not ("system" or "user" or "assistant" or "tool"))
            throw new ArgumentException("A message's role must be system, user, assistant or tool.");
        var calls = message.ToolCalls is { Count: > 0 } some ? some : null;
        if (calls is not null && message.Role != "assistant")
            throw new ArgumentException("Only a message of the assistant can have tool_calls.");
        if (message.Content is null && calls is null)
            throw new ArgumentException("A message without content must have tool_calls.");
        var value = new JinjaMapping([new("role", JinjaValue.From(message.Role)), new("content", JinjaValue.From(message.Content))]);
        // Templates ask whether an entry is there, so what was not given must not be.
        if (calls is not null)
            value.Entries["tool_calls"] = new JinjaList([.. calls.Select(Of)]);
        if (message.Name is not null)
            value.Entries["name"] = JinjaValue.From(message.Name);
        if (message.ToolCallId is not null)
            value.Entries["tool_call_id"] = JinjaValue.From(message.ToolCallId);
        return value;
    }

    /// <exception cref="ArgumentException">A tool is not well formed, or there are too many.</exception>
    public static JinjaList Of(IReadOnlyList<JsonElement> tools)
    {
        if (tools.Count > MostTools)
            throw new ArgumentException($"At most {MostTools} tools are possible; these are {tools.Count}.");
        return new JinjaList([.. tools.Select(Of)]);
    }

    /// <summary>The same value with all its texts changed, names of entries included.</summary>
    public static JinjaValue Map(JinjaValue value, Func<string, string> change) => value switch
    {
        JinjaString text => new JinjaString(change(text.Value)),
        JinjaList list => new JinjaList([.. list.Items.Select(item => Map(item, change))]),
        JinjaMapping mapping => new JinjaMapping(mapping.Entries.Select(entry => KeyValuePair.Create(change(entry.Key), Map(entry.Value, change)))),
        _ => value,
    };

    /// <summary>Adds all texts of a value, names of entries included.</summary>
    public static void Collect(JinjaValue value, List<string> texts) => Map(value, text =>
    {
        texts.Add(text);
        return text;
    });

    private static JinjaValue Of(JsonElement tool)
    {
        if (tool.ValueKind != JsonValueKind.Object
            || !tool.TryGetProperty("type", out var type) || !type.ValueEquals("function")
            || !tool.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object
            || !function.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || name.ValueEquals(""))
        {
            throw new ArgumentException("A tool must be an object with type \"function\" and a function that has a name.");
        }

        return FromJson(tool, "A tool");
    }

    private static JinjaMapping Of(TemplateToolCall call)
    {
        if (string.IsNullOrEmpty(call.Name))
            throw new ArgumentException("A tool call must name its function.");
        return new JinjaMapping(
        [
            new("id", JinjaValue.From(call.Id)),
            new("type", JinjaValue.From("function")),
            new("function", new JinjaMapping([new("name", JinjaValue.From(call.Name)), new("arguments", Arguments(call.Arguments))])),
        ]);
    }

    private static JinjaValue Arguments(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return FromJson(document.RootElement, "The arguments of a tool call");
        }
        catch (JsonException)
        {
            // What a model wrote as arguments is user text; the message must not quote it.
        }

        throw new ArgumentException("The arguments of a tool call must be a JSON object.");
    }

    private static JinjaValue FromJson(JsonElement element, string what)
    {
        try
        {
            return JinjaValue.From(element);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"{what} cannot be read: {e.Message}", e);
        }
    }
}

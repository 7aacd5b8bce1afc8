using System.Text.Json;
using LatencyPortal.Gateway.Providers;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway;

/// <summary>
/// Makes the messages and options of calls with tools, so that each provider finds them in its way and an OpenAI-compatible one gets
/// them exactly as the caller wrote them: a prefix is cached by its bytes, and what is written anew differs.
/// </summary>
public static class ToolMessages
{
    /// <summary>Where arguments stand that are no JSON object; models write such ones, and callers send them back.</summary>
    private const string Unreadable = "arguments";

    private const string WrittenKey = "latencyportal.tools";

    /// <summary>A message of the model that calls tools.</summary>
    /// <param name="text">What it says besides; <see langword="null"/> for nothing.</param>
    /// <param name="calls">The whole calls; id, name and arguments are set.</param>
    public static ChatMessage OfCalls(string? text, IReadOnlyList<ToolCallPiece> calls)
    {
        var contents = new List<AIContent>();
        if (!string.IsNullOrEmpty(text))
            contents.Add(new TextContent(text));
        contents.AddRange(calls.Select(call => new FunctionCallContent(call.Id!, call.Name!, ArgumentsOf(call.Arguments))));
        return new ChatMessage(ChatRole.Assistant, contents) { RawRepresentation = new WrittenToolCalls(calls) };
    }

    /// <summary>Offers tools to the model.</summary>
    /// <param name="options">The options of the call.</param>
    /// <param name="tools">What the provider sees where it has a form of its own.</param>
    /// <param name="asWritten">The same in the JSON of Chat Completions; the document may be disposed of afterwards.</param>
    public static void Offer(ChatOptions options, IEnumerable<AITool> tools, JsonElement asWritten)
    {
        options.Tools = [.. tools];
        (options.AdditionalProperties ??= [])[WrittenKey] = asWritten.Clone();
    }

    /// <summary>The tools as they were written; <see langword="null"/> when none are offered, or in another way.</summary>
    public static JsonElement? AsWritten(ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AdditionalProperties?.TryGetValue(WrittenKey, out JsonElement written) == true ? written : null;
    }

    /// <summary>Takes the tools as they were written out of a call's options; <see langword="null"/> when they were offered in another way.</summary>
    internal static JsonElement? TakeWritten(ChatOptions options)
    {
        if (options.AdditionalProperties?.TryGetValue(WrittenKey, out JsonElement written) != true)
            return null;
        options.AdditionalProperties.Remove(WrittenKey);
        return written;
    }

    private static Dictionary<string, object?> ArgumentsOf(string json)
    {
        if (json.Length == 0)
            return [];
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value.Clone(), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Not JSON, or a name twice.
        }

        return new Dictionary<string, object?> { [Unreadable] = json };
    }
}

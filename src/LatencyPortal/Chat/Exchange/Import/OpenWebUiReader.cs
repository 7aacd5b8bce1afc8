using System.Text.Json;
using LatencyPortal.Data;

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>
/// Reads a chat of Open WebUI's export: <c>chat.history</c> holds all branches and the shown leaf; chats of early versions have only
/// <c>chat.messages</c>, one behind the other.
/// </summary>
internal static class OpenWebUiReader
{
    public static PortableConversation Read(JsonElement item)
    {
        var chat = item.GetProperty("chat");
        var history = chat.ObjectOf("history");
        var messages = history?.ObjectOf("messages") is { } tree ? ReadTree(tree) : [];
        var leaf = history?.TextOf("currentId");
        if (messages.Count == 0)
        {
            messages = ReadList(chat.ItemsOf("messages"));
            leaf = messages.LastOrDefault()?.Id;
        }

        var parameters = chat.ObjectOf("params");
        return new PortableConversation
        {
            Id = item.TextOf("id") ?? chat.TextOf("id"),
            Title = item.TextOf("title") ?? chat.TextOf("title"),
            CreatedAt = item.TimeOf("created_at") ?? chat.TimeOf("timestamp"),
            UpdatedAt = item.TimeOf("updated_at"),
            Pinned = item.IsTrue("pinned"),
            SystemPrompt = parameters?.TextOf("system"),
            Parameters = parameters is { } set ? ParametersOf(set) : null,
            LeafId = leaf,
            Messages = messages,
        };
    }

    private static List<PortableMessage> ReadTree(JsonElement tree) =>
        [.. tree.EnumerateObject().Where(node => node.Value.ValueKind == JsonValueKind.Object).Select(node => Read(node.Value, node.Name, node.Value.TextOf("parentId")))];

    private static List<PortableMessage> ReadList(IEnumerable<JsonElement> items)
    {
        var messages = new List<PortableMessage>();
        foreach (var item in items.Where(item => item.ValueKind == JsonValueKind.Object))
            messages.Add(Read(item, $"{messages.Count}", messages.Count > 0 ? $"{messages.Count - 1}" : null));
        return messages;
    }

    private static PortableMessage Read(JsonElement item, string id, string? parent)
    {
        var parts = OpenWebUiParts.Of(TextOf(item));
        var error = item.ObjectOf("error")?.TextOf("content") ?? item.TextOf("error");
        var isAnswer = item.TextOf("role") == "assistant";
        return new PortableMessage
        {
            Id = id,
            ParentId = parent,
            Role = item.TextOf("role"),
            Content = parts.Text,
            Reasoning = item.TextOf("reasoning_content") is { Length: > 0 } reasoning ? reasoning : parts.Reasoning,
            Model = isAnswer ? item.TextOf("model") : null,
            State = error is null ? MessageState.Complete : MessageState.Failed,
            Error = error,
            CreatedAt = item.TimeOf("timestamp"),
            Marks = parts.Tools.Count == 0 && parts.ThoughtMs is null ? null : new AnswerMarks([], []) { Tools = parts.Tools, ThoughtMs = parts.ThoughtMs },
        };
    }

    private static string TextOf(JsonElement item) => item.TextOf("content")
        ?? string.Join("\n\n", item.ItemsOf("content").Select(part => part.TextOf("text") ?? (part.TextOf("type") == "image_url" ? "(image)" : "")).Where(text => text.Length > 0));

    private static ChatParameters ParametersOf(JsonElement set) => new(
        set.NumberOf("temperature"),
        set.NumberOf("top_p"),
        set.NumberOf("max_tokens") is >= 1 and <= int.MaxValue and var most ? (int)most : null,
        set.ItemsOf("stop").Where(stop => stop.ValueKind == JsonValueKind.String).Select(stop => stop.GetString()!).ToList() is { Count: > 0 } stops ? stops : null,
        set.NumberOf("seed") is { } seed ? (long)seed : null,
        set.TextOf("reasoning_effort"));
}

using System.Text.Json;

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>
/// Reads a conversation of ChatGPT's export (<c>conversations.json</c>): a <c>mapping</c> of nodes with parents, of which many are hidden
/// (instructions, tools, their results). What was not shown there is not shown here; its children move up to the next shown message.
/// </summary>
internal static class ChatGptReader
{
    public static PortableConversation Read(JsonElement item)
    {
        var nodes = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var node in item.GetProperty("mapping").EnumerateObject())
            nodes[node.Name] = node.Value;

        // An answer is often cut into several nodes, one behind the other; they become one message, known by the first.
        var shown = new Dictionary<string, ChatGptMessage>(StringComparer.Ordinal);
        var standsFor = new Dictionary<string, string?>(StringComparer.Ordinal);
        var behind = new Dictionary<string, string?>(StringComparer.Ordinal);
        var thoughts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, node) in Ordered(nodes))
        {
            var before = node.TextOf("parent") ?? "";
            var parent = standsFor.GetValueOrDefault(before);
            var part = behind.GetValueOrDefault(before);
            var thought = thoughts.GetValueOrDefault(before, "");
            var message = ChatGptMessage.Read(id, node, parent);
            if (message is null || message.IsEmpty)
            {
                (standsFor[id], behind[id]) = (parent, part);
                thoughts[id] = Joined(thought, message?.Thought ?? "");
                continue;
            }

            if (message.Role == "assistant")
                message.Thought = Joined(thought, message.Thought);
            var isJoined = message.Role == "assistant" && parent is not null && shown[parent] is { Role: "assistant" } first && first.TryJoin(message, part!);
            if (!isJoined)
                shown[id] = message;
            (standsFor[id], behind[id]) = (isJoined ? parent : id, id);
        }

        return new PortableConversation
        {
            Id = item.TextOf("conversation_id") ?? item.TextOf("id"),
            Title = item.TextOf("title"),
            CreatedAt = item.TimeOf("create_time"),
            UpdatedAt = item.TimeOf("update_time"),
            Pinned = item.IsTrue("is_starred"),
            LeafId = item.TextOf("current_node") is { } leaf ? standsFor.GetValueOrDefault(leaf) : null,
            Messages = [.. shown.Values.Select(message => message.ToPortable())],
        };
    }

    private static string Joined(string first, string second) => first.Length == 0 || second.Length == 0 ? first + second : $"{first}\n\n{second}";

    /// <summary>Every node that a root leads to, parents first. Roots are nodes whose parent is not there; rings have none and are left out.</summary>
    private static IEnumerable<KeyValuePair<string, JsonElement>> Ordered(Dictionary<string, JsonElement> nodes)
    {
        var children = nodes.Where(node => node.Value.TextOf("parent") is not null).ToLookup(node => node.Value.TextOf("parent")!, StringComparer.Ordinal);
        var open = new Queue<KeyValuePair<string, JsonElement>>(nodes.Where(node => node.Value.TextOf("parent") is not { } parent || !nodes.ContainsKey(parent)));
        while (open.TryDequeue(out var node))
        {
            yield return node;
            foreach (var child in children[node.Key])
                open.Enqueue(child);
        }
    }
}

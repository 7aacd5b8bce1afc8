using LatencyPortal.Data;

namespace LatencyPortal.Chat;

/// <summary>Ways through the branches of a conversation.</summary>
internal static class ConversationTree
{
    /// <summary>The messages from the first one to a leaf, in order; empty when there is no such leaf.</summary>
    public static List<Message> Path(IEnumerable<Message> messages, Guid? leaf)
    {
        var byId = messages.ToDictionary(message => message.Id);
        var path = new List<Message>();
        for (var id = leaf; id is { } at && byId.Remove(at, out var message); id = message.ParentId)
            path.Add(message);
        path.Reverse();
        return path;
    }

    /// <summary>A message and the others that stand in its place, oldest first.</summary>
    public static List<Message> Variants(IEnumerable<Message> messages, Message message) =>
        [.. messages.Where(other => other.ParentId == message.ParentId && other.Role == message.Role).OrderBy(other => other.CreatedAt).ThenBy(other => other.Id)];

    /// <summary>The last message of the newest branch behind a message.</summary>
    public static Guid NewestLeaf(IEnumerable<Message> messages, Guid from)
    {
        var children = messages.Where(message => message.ParentId is not null).ToLookup(message => message.ParentId!.Value);
        while (children[from].OrderBy(child => child.CreatedAt).ThenBy(child => child.Id).LastOrDefault() is { } next)
            from = next.Id;
        return from;
    }

    /// <summary>
    /// The answers that stand side by side at the end of a path that ends with their question, in the order in which their
    /// models were named; empty elsewhere. Of an answer that was asked for again only the newest stands there.
    /// </summary>
    public static List<Message> Compared(IEnumerable<Message> messages, Guid? leaf) =>
    [
        .. messages.Where(message => leaf is not null && message.ParentId == leaf && message.ComparisonId is not null)
            .OrderBy(message => message.CreatedAt).ThenBy(message => message.Id)
            .GroupBy(message => message.Model, StringComparer.Ordinal)
            .Select(answers => answers.Last()),
    ];
}

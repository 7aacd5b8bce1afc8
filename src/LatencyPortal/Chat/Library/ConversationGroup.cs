using LatencyPortal.Data;

namespace LatencyPortal.Chat.Library;

/// <summary>A part of the list of conversations.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Conversations">What stands in it, newest first.</param>
internal sealed record ConversationGroup(string Name, IReadOnlyList<Conversation> Conversations)
{
    /// <summary>The conversations outside of folders: pinned ones, then by the day of their last message. Empty groups are left out.</summary>
    /// <param name="conversations">Newest first.</param>
    /// <param name="now">In the time zone whose days count.</param>
    public static IReadOnlyList<ConversationGroup> Of(IEnumerable<Conversation> conversations, DateTimeOffset now)
    {
        var outside = conversations.Where(conversation => conversation.FolderId is null).ToList();
        return
        [
            .. new[] { new ConversationGroup("Pinned", [.. outside.Where(conversation => conversation.Pinned)]) }
                .Concat(outside.Where(conversation => !conversation.Pinned).GroupBy(conversation => NameOf(conversation.UpdatedAt.ToOffset(now.Offset), now)).Select(group => new ConversationGroup(group.Key, [.. group])))
                .Where(group => group.Conversations.Count > 0),
        ];
    }

    private static string NameOf(DateTimeOffset at, DateTimeOffset now) => (now.Date - at.Date).Days switch
    {
        <= 0 => "Today",
        1 => "Yesterday",
        <= 7 => "Last 7 days",
        <= 30 => "Last 30 days",
        _ => "Older",
    };
}

using System.Globalization;
using LatencyPortal.Data;

namespace LatencyPortal.Chat.Exchange.Export;

/// <summary>Names of exported files: what every file system takes, and what tells people which chat it is.</summary>
internal static class ExportName
{
    private const int Longest = 80;

    /// <summary>A name without an ending.</summary>
    public static string Of(Conversation conversation)
    {
        var name = Clean(conversation.Title);
        return name.Length > 0 ? name : "Chat";
    }

    /// <summary>A path within an archive that is not there yet.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="taken">The paths of the archive; the new one is added.</param>
    public static string Unique(Conversation conversation, string? folder, HashSet<string> taken)
    {
        var within = folder is null || Clean(folder) is not { Length: > 0 } clean ? "" : $"{clean}/";
        var stem = $"{within}{conversation.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} {Of(conversation)}";
        var path = $"{stem}.md";
        for (var number = 2; !taken.Add(path); number++)
            path = $"{stem} ({number}).md";
        return path;
    }

    private static string Clean(string title)
    {
        var kept = new string([.. title.Select(character => char.IsControl(character) || char.IsSurrogate(character) || "\\/:*?\"<>|".Contains(character, StringComparison.Ordinal) ? ' ' : character)]);
        kept = string.Join(' ', kept.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (kept.Length <= Longest ? kept : kept[..Longest]).Trim('.', ' ');
    }
}

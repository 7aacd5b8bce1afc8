using System.Text.Json;

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>Knows whose conversation an item of a file is.</summary>
internal static class ConversationFormats
{
    /// <summary>Reads one conversation.</summary>
    /// <returns>It, and the short name of the program it comes from.</returns>
    /// <exception cref="ImportException">It is none, or it is damaged.</exception>
    public static (PortableConversation Conversation, string Source) Read(JsonElement item)
    {
        if (item.TextOf("format") is { } format)
        {
            return format == PortableConversation.OwnFormat
                ? (ReadOwn(item), "latencyportal")
                : throw new ImportException($"Its format is {Shorten(format)}; this portal reads {PortableConversation.OwnFormat}. A newer portal may read it.");
        }

        if (item.ObjectOf("mapping") is not null)
            return (ChatGptReader.Read(item), "chatgpt");
        if (item.ObjectOf("chat") is not null)
            return (OpenWebUiReader.Read(item), "openwebui");
        throw new ImportException("This is no conversation of ChatGPT, Open WebUI or LatencyPortal.");
    }

    /// <summary>What to call it in a report when it cannot be read.</summary>
    public static string? TitleOf(JsonElement item) => item.TextOf("title") ?? item.ObjectOf("chat")?.TextOf("title");

    private static PortableConversation ReadOwn(JsonElement item)
    {
        try
        {
            return item.Deserialize<PortableConversation>(PortableJson.Options)!;
        }
        catch (JsonException e)
        {
            throw new ImportException($"A value is not what it should be, at {Shorten(e.Path ?? "its start")}.");
        }
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..80]}…";
}

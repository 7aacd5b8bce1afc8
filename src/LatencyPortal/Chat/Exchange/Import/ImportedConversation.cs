using LatencyPortal.Chat.Parameters;
using LatencyPortal.Data;

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>
/// Makes a conversation of this portal from one of a file. A file may say anything: ids are new, what is out of range is left out, and
/// messages that no first message leads to are dropped.
/// </summary>
internal static class ImportedConversation
{
    private const int MostMessages = 20_000;
    private const int LongestTitle = 200;
    private const int LongestModel = 200;

    /// <param name="from">What the file says.</param>
    /// <param name="source">The short name of the program that wrote it.</param>
    /// <param name="now">For times that are missing or lie in the future.</param>
    /// <exception cref="ImportException">Nothing of it can be shown.</exception>
    public static Conversation Make(PortableConversation from, string source, DateTimeOffset now)
    {
        if (from.Messages.Count > MostMessages)
            throw new ImportException($"It has {from.Messages.Count} messages; at most {MostMessages} can be taken in.");
        var ordered = Ordered(from.Messages);
        if (ordered.Count == 0)
            throw new ImportException("It has no questions and no answers.");

        DateTimeOffset Past(DateTimeOffset? time, DateTimeOffset otherwise) => time is { } at && at <= now && at > DateTimeOffset.UnixEpoch ? at.ToUniversalTime() : otherwise;
        var begun = Past(from.CreatedAt, Past(ordered.Min(placed => placed.Message.CreatedAt), now));
        var firstQuestion = ordered.Select(placed => placed.Message).FirstOrDefault(message => message.Role == "user")?.Content ?? "";
        var title = from.Title is { } given && !string.IsNullOrWhiteSpace(given) ? Cut(given.Trim().ReplaceLineEndings(" "), LongestTitle) : ConversationTitle.Of(firstQuestion);
        var settings = new ChatSettings(from.SystemPrompt, from.Parameters).Tidy();
        if (ChatSettingsRules.Check(settings).Count > 0)
            settings = ChatSettingsRules.Check(settings with { Parameters = null }).Count == 0 ? settings with { Parameters = null } : new ChatSettings(null, null);

        var conversation = new Conversation
        {
            Title = title.Length > 0 ? Storable(title) : "Imported chat",
            CreatedAt = begun,
            UpdatedAt = Past(from.UpdatedAt, Past(ordered.Max(placed => placed.Message.CreatedAt), begun)),
            Model = from.Model is { } model ? Cut(model, LongestModel) : null,
            Pinned = from.Pinned,
            SystemPrompt = settings.SystemPrompt,
            Parameters = settings.Parameters ?? ChatParameters.Default,
            ImportedFrom = $"{source}:{(from.Id is { Length: <= 150 } id ? id : "")}",
        };

        var ids = ordered.ToDictionary(placed => placed.Message.Id!, _ => Guid.CreateVersion7(), StringComparer.Ordinal);
        var comparisons = new Dictionary<string, Guid>(StringComparer.Ordinal);
        // Variants are told apart by their times; a missing one is the time of the message before it.
        var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (message, parent, index) in ordered)
        {
            times[message.Id!] = Past(message.CreatedAt, parent is null ? begun : times[parent]);
            Guid? comparison = null;
            if (message is { ComparisonId: { } compared, Role: "assistant" })
                comparison = comparisons.TryGetValue(compared, out var known) ? known : comparisons[compared] = Guid.CreateVersion7();
            conversation.Messages.Add(new Message
            {
                Id = ids[message.Id!],
                ConversationId = conversation.Id,
                ParentId = parent is null ? null : ids[parent],
                Index = index,
                ComparisonId = comparison,
                Role = message.Role!,
                Content = Storable(message.Content),
                Reasoning = Storable(message.Reasoning),
                Model = message.Model is { } name ? Cut(name, LongestModel) : null,
                State = message.State is MessageState.Streaming || !Enum.IsDefined(message.State) ? MessageState.Interrupted : message.State,
                Error = message.Error,
                FinishReason = message.FinishReason is { Length: <= 32 } finish ? finish : null,
                Marks = ImportedMarks.Sound(message.Marks, message.Content?.Length ?? 0),
                CreatedAt = times[message.Id!],
                TtftMs = Figure(message.TtftMs),
                TpotMs = Figure(message.TpotMs),
                OutputTokens = message.OutputTokens is >= 0 ? message.OutputTokens : null,
                TokensEstimated = message.TokensEstimated,
            });
        }

        var leaf = from.LeafId is { } end && ids.TryGetValue(end, out var last) ? last : conversation.Messages[^1].Id;
        conversation.LeafId = comparisons.Count > 0 && ConversationTree.Compared(conversation.Messages, leaf).Count > 0 ? leaf : ConversationTree.NewestLeaf(conversation.Messages, leaf);
        foreach (var document in from.Documents.Where(document => document is { Text: not null, Name.Length: > 0 }))
        {
            conversation.Attachments.Add(new Attachment
            {
                ConversationId = conversation.Id,
                Name = Cut(document.Name!, 260),
                Bytes = Math.Max(0, document.Bytes),
                Text = Storable(document.Text),
                CreatedAt = Past(document.CreatedAt, begun).AddTicks(conversation.Attachments.Count),
            });
        }

        return conversation;
    }

    /// <summary>The messages that a first one leads to, parents first, with how many stand before each. A message whose parent is missing is a first one.</summary>
    private static List<(PortableMessage Message, string? Parent, int Index)> Ordered(IReadOnlyList<PortableMessage> messages)
    {
        var known = new Dictionary<string, PortableMessage>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (message is { Id: not null, Role: "user" or "assistant" })
                known.TryAdd(message.Id, message);
        }

        var children = known.Values.Where(message => message.ParentId is not null).ToLookup(message => message.ParentId!, StringComparer.Ordinal);
        var ordered = new List<(PortableMessage, string?, int)>(known.Count);
        var open = new Queue<(PortableMessage Message, string? Parent, int Index)>(
            known.Values.Where(message => message.ParentId is null || !known.ContainsKey(message.ParentId)).Select(message => (message, (string?)null, 0)));
        while (open.TryDequeue(out var next))
        {
            ordered.Add(next);
            foreach (var child in children[next.Message.Id!])
                open.Enqueue((child, next.Message.Id, next.Index + 1));
        }

        return ordered;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>The database would end a text at its first NUL.</summary>
    private static string Storable(string? text) => text?.Replace('\0', '\uFFFD') ?? "";

    private static double? Figure(double? ms) => ms is >= 0 and < 1e9 ? ms : null;
}

using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Grounding;

/// <summary>
/// The prompt of models/training/README.md: the last exchanges, the last question, and the documents as a system
/// message just after it, the best one last so that it is always equally far from the answer. System messages of the caller are left out: the model has seen none in training.
/// </summary>
internal sealed class GroundedPrompt
{
    private const int KeptExchanges = 2;
    private const string NoDocuments = "No help entry matches.";

    /// <param name="messages">The conversation.</param>
    /// <param name="help">The help entries.</param>
    /// <param name="keepsSystem">Whether the system text stands in front, because somebody wrote a template and wants it there.</param>
    public GroundedPrompt(IEnumerable<ChatMessage> messages, HelpIndex help, bool keepsSystem = false)
    {
        var system = keepsSystem ? messages.Where(message => message.Role == ChatRole.System).ToList() : [];
        var turns = messages.Where(message => message.Role != ChatRole.System && message.Role.Value != "developer").ToList();
        var last = turns.FindLastIndex(message => message.Role == ChatRole.User);
        if (last < 0)
        {
            Messages = turns;
            return;
        }

        var history = turns[..last];
        var earlier = history.Where(message => message.Role == ChatRole.User).TakeLast(KeptExchanges).Select(message => message.Text).ToList();
        var previous = earlier.FindLast(text => SearchText.ContentWords(text).Count > 0);
        Documents = help.Search(turns[last].Text, previous);
        var begin = NthLastUser(history, KeptExchanges);
        Messages = [.. system, .. history[begin..], turns[last], new ChatMessage(ChatRole.System, Describe(Documents)), .. turns[(last + 1)..]];
    }

    public List<ChatMessage> Messages { get; }

    public IReadOnlyList<HelpDocument> Documents { get; } = [];

    private static string Describe(IReadOnlyList<HelpDocument> documents) => documents.Count == 0
        ? NoDocuments
        : string.Join('\n', documents.Select(Line).Reverse());

    /// <summary>Only the best document has its text: a second one would lengthen the prompt more than it helps.</summary>
    private static string Line(HelpDocument document, int rank)
    {
        var head = $"[{document.Entry.Title}](/help/{document.Entry.Id}) | {document.Strength}";
        return rank == 0 ? $"{document.Entry.Answer}\n{head}" : head;
    }

    /// <summary>Where the n-th last exchange begins; 0 when there are fewer.</summary>
    private static int NthLastUser(List<ChatMessage> history, int n)
    {
        var at = history.Count;
        while (n-- > 0 && at > 0)
            at = Math.Max(0, history.FindLastIndex(at - 1, message => message.Role == ChatRole.User));
        return at;
    }
}

using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// ChatML: each message stands between a start and an end marker. Messages are turned into token
/// ids directly, not by way of one rendered text, so that a message cannot forge a marker.
/// </summary>
internal sealed class ChatTemplate
{
    private const string TurnStart = "<|im_start|>";
    private const string TurnEnd = "<|im_end|>";

    private readonly Tokenizer _tokenizer;
    private readonly int _start;
    private readonly AddedTokenSet _documentMarkers;

    private ChatTemplate(Tokenizer tokenizer, int start, int end)
    {
        _tokenizer = tokenizer;
        _start = start;
        EndOfTurn = end;
        // Markers such as <|doc|> that structure a system message. They cannot end a turn.
        _documentMarkers = new AddedTokenSet(tokenizer.ControlTokens.Where(
            token => token.Value != start && token.Value != end && token.Key is not ("<|endoftext|>" or "<s>" or "</s>")));
    }

    /// <summary>The token that ends a message.</summary>
    public int EndOfTurn { get; }

    /// <summary>Reads the template of <c>tokenizer_config.json</c>, or of <c>chat_template.jinja</c> beside it.</summary>
    public static ChatTemplate Read(string folder, Tokenizer tokenizer)
    {
        var (source, template) = JsonFile.Read(Path.Combine(folder, "tokenizer_config.json"), FindTemplate);
        if (!template.Contains(TurnStart, StringComparison.Ordinal) ||
            !template.Contains(TurnEnd, StringComparison.Ordinal) ||
            !template.Contains("add_generation_prompt", StringComparison.Ordinal))
        {
            throw ModelLoadException.InFile(
                source,
                $"the chat template is not ChatML ({TurnStart} and {TurnEnd} around each message); others are not supported.");
        }

        return new ChatTemplate(tokenizer, MarkerId(tokenizer, folder, TurnStart), MarkerId(tokenizer, folder, TurnEnd));
    }

    /// <summary>The prompt for the next answer.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="cuts">Takes the length of the prompt after each message, if wanted.</param>
    /// <exception cref="ArgumentException">There are no messages, or one has an unknown role.</exception>
    public List<int> Encode(IReadOnlyList<TemplateMessage> messages, List<int>? cuts = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
            throw new ArgumentException("There are no messages to answer.");
        var ids = new List<int>();
        foreach (var message in messages)
        {
            if (message.Role is not ("system" or "user" or "assistant"))
                throw new ArgumentException("A message's role must be system, user or assistant.");
            ids.Add(_start);
            AppendRun($"{message.Role}\n{message.Content}", message.Role == "system", ids);
            ids.Add(EndOfTurn);
            _tokenizer.AppendText("\n", ids);
            cuts?.Add(ids.Count);
        }

        ids.Add(_start);
        _tokenizer.AppendText("assistant\n", ids);
        return ids;
    }

    private static (string Source, string Template) FindTemplate(JsonFile config)
    {
        if (config.FindString("chat_template") is { } template)
            return (config.Path, template);
        var beside = Path.Combine(Path.GetDirectoryName(config.Path)!, "chat_template.jinja");
        try
        {
            return (beside, File.ReadAllText(beside));
        }
        catch (FileNotFoundException e)
        {
            throw ModelLoadException.InFile(
                config.Path, "\"chat_template\" is missing, and there is no chat_template.jinja.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ModelLoadException.InFile(beside, $"the file cannot be read: {e.Message}", e);
        }
    }

    private static int MarkerId(Tokenizer tokenizer, string folder, string marker) =>
        tokenizer.ControlTokens.TryGetValue(marker, out var id)
            ? id
            : throw ModelLoadException.InFile(
                Path.Combine(folder, "tokenizer.json"),
                $"\"added_tokens\" lacks the special token {marker}, which the chat template needs.");

    private void AppendRun(string text, bool mayHaveMarkers, List<int> ids)
    {
        var start = 0;
        while (mayHaveMarkers && _documentMarkers.TryFind(text.AsSpan(start), out var at, out var length, out var marker))
        {
            _tokenizer.AppendText(text.Substring(start, at), ids);
            ids.Add(marker);
            start += at + length;
        }

        _tokenizer.AppendText(text[start..], ids);
    }
}

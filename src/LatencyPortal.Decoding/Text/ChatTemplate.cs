using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Text.Jinja;
using LatencyPortal.Decoding.Text.Jinja.Values;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// The chat template of a model folder, rendered as its authors meant it. The markers of the template become control
/// tokens; the same spelling within a message stays text, so that nobody can end a turn by writing so.
/// </summary>
internal sealed class ChatTemplate
{
    /// <summary>What ends a turn in the templates of well-known families, for folders whose configuration forgets it.</summary>
    private static readonly string[] TurnEnds = ["<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>", "<|end_of_turn|>"];

    private readonly Tokenizer _tokenizer;
    private readonly JinjaTemplate _template;
    private readonly JinjaValue _start;
    private readonly JinjaValue _end;
    private readonly string[] _markers;
    private readonly string[] _turnMarkers;

    private ChatTemplate(Tokenizer tokenizer, JinjaTemplate template, string source, string? start, string? end)
    {
        _tokenizer = tokenizer;
        _template = template;
        _start = JinjaValue.From(start ?? "");
        _end = JinjaValue.From(end ?? "");
        _markers = [.. tokenizer.ControlTokens.Keys];
        EndTokens = tokenizer.ControlTokens
            .Where(token => token.Key == end || (TurnEnds.Contains(token.Key) && source.Contains(token.Key, StringComparison.Ordinal)))
            .Select(token => token.Value)
            .ToHashSet();
        // Markers such as <|doc|> structure a system message. Those that begin or end a turn, or the text, do not.
        _turnMarkers =
        [
            .. _markers.Where(marker => source.Contains(marker, StringComparison.Ordinal) || marker == start || marker == end
                || TurnEnds.Contains(marker) || marker is "<|endoftext|>" or "<s>" or "</s>"),
        ];
    }

    /// <summary>Tokens that end a message.</summary>
    public IReadOnlySet<int> EndTokens { get; }

    /// <summary>Reads the template of <c>tokenizer_config.json</c>, or of <c>chat_template.jinja</c> beside it.</summary>
    public static ChatTemplate Read(string folder, Tokenizer tokenizer)
    {
        var (path, source, start, end) = JsonFile.Read(Path.Combine(folder, "tokenizer_config.json"), config =>
        {
            var (file, text) = FindTemplate(config);
            return (file, text, SpecialToken(config, "bos_token"), SpecialToken(config, "eos_token"));
        });
        foreach (var marker in (string[])["<|im_start|>", .. TurnEnds])
        {
            // Spelled out in plain text it would be no marker, and the model would never see where a turn ends.
            if (source.Contains(marker, StringComparison.Ordinal) && !tokenizer.ControlTokens.ContainsKey(marker))
            {
                throw ModelLoadException.InFile(
                    Path.Combine(folder, "tokenizer.json"), $"\"added_tokens\" lacks the special token {marker}, which the chat template needs.");
            }
        }

        try
        {
            var template = new ChatTemplate(tokenizer, JinjaTemplate.Parse(source), source, start, end);
            template.Encode([new TemplateMessage("user", "x")]);
            return template;
        }
        catch (JinjaException e)
        {
            throw ModelLoadException.InFile(path, $"the chat template cannot be used: {e.Message}", e);
        }
        catch (DecodeFaultException e)
        {
            throw ModelLoadException.InFile(path, $"the chat template cannot be used: {e.InnerException!.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw ModelLoadException.InFile(path, $"the chat template refuses a plain question: {e.Message}", e);
        }
    }

    /// <summary>The prompt for the next answer, however long it takes.</summary>
    /// <inheritdoc cref="EncodePrompt"/>
    public List<int> Encode(IReadOnlyList<TemplateMessage> messages, List<int>? cuts = null) =>
        EncodePrompt(messages, cuts, CancellationToken.None);

    /// <summary>The prompt for the next answer.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="cuts">Takes the length of the prompt after each message, if wanted.</param>
    /// <param name="cancellationToken">Ends the work on a prompt that nobody waits for any more.</param>
    /// <exception cref="ArgumentException">There are no messages, one has an unknown role, or the template refuses them.</exception>
    /// <exception cref="DecodeFaultException">The template fails, or would take too long.</exception>
    public List<int> EncodePrompt(IReadOnlyList<TemplateMessage> messages, List<int>? cuts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
            throw new ArgumentException("There are no messages to answer.");
        if (messages.Any(message => message.Role is not ("system" or "user" or "assistant")))
            throw new ArgumentException("A message's role must be system, user or assistant.");
        var guard = MarkerGuard.For(messages);
        var rendered = Render(messages, guard, cancellationToken);
        var (text, broken) = guard.Remove(rendered);
        var ids = _tokenizer.EncodeTemplate(text, broken.Count == 0 ? null : (at, length) => !Touches(broken, at, length), cancellationToken);
        if (cuts is not null)
        {
            for (var i = 0; i < ids.Count; i++)
            {
                if (EndTokens.Contains(ids[i]))
                    cuts.Add(i + 1);
            }
        }

        return ids;
    }

    private static bool Touches(List<int> broken, int at, int length)
    {
        var first = broken.BinarySearch(at);
        first = first < 0 ? ~first : first;
        return first < broken.Count && broken[first] < at + length;
    }

    private string Render(IReadOnlyList<TemplateMessage> messages, MarkerGuard guard, CancellationToken cancellationToken)
    {
        try
        {
            return _template.Render(new Dictionary<string, JinjaValue>
            {
                ["messages"] = new JinjaList([.. messages.Select(message => new JinjaMapping(
                [
                    new("role", JinjaValue.From(message.Role)),
                    new("content", JinjaValue.From(guard.Break(message.Content, message.Role == "system" ? _turnMarkers : _markers))),
                ]))]),
                ["add_generation_prompt"] = JinjaValue.From(true),
                ["bos_token"] = _start,
                ["eos_token"] = _end,
            }, cancellationToken);
        }
        catch (JinjaException e) when (e.Kind == JinjaErrorKind.Raised)
        {
            throw new ArgumentException($"The chat template of the model refuses this conversation: {guard.Remove(e.Reason).Text}", e);
        }
        catch (JinjaException e)
        {
            throw new DecodeFaultException(
                $"The chat template of the model is at fault, not the request: line {e.Line}: {guard.Remove(e.Reason).Text}.", e);
        }
    }

    private static (string Path, string Template) FindTemplate(JsonFile config)
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

    /// <summary>A special token is spelled as a string, or as an object with its content.</summary>
    private static string? SpecialToken(JsonFile config, string name) => config.Find(name) switch
    {
        { ValueKind: System.Text.Json.JsonValueKind.String } text => text.GetString(),
        { ValueKind: System.Text.Json.JsonValueKind.Object } token when token.TryGetProperty("content", out var content) => content.GetString(),
        _ => null,
    };
}

using System.Text.Json;
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
    /// <param name="folder">The model folder.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="options">Budgets and clock of the template; null takes the usual ones.</param>
    public static ChatTemplate Read(string folder, Tokenizer tokenizer, JinjaOptions? options = null)
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
            var template = new ChatTemplate(tokenizer, JinjaTemplate.Parse(source, options), source, start, end);
            template.Encode([new TemplateMessage("user", "x")], []);
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

    /// <summary>The prompt for the next answer.</summary>
    /// <exception cref="ArgumentException">There are no messages, one is not well formed, or the template refuses them.</exception>
    public List<int> Encode(IReadOnlyList<TemplateMessage> messages, List<int>? cuts = null) => Encode(messages, [], cuts);

    /// <summary>The prompt for the next answer, however long it takes.</summary>
    /// <inheritdoc cref="EncodePrompt"/>
    public List<int> Encode(IReadOnlyList<TemplateMessage> messages, IReadOnlyList<JsonElement> tools, List<int>? cuts = null) =>
        EncodePrompt(messages, tools, "", cuts, CancellationToken.None);

    /// <summary>The prompt for the next answer.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="tools">Tools that may be called, see <see cref="DecodeRequest.Tools"/>.</param>
    /// <param name="begun">How the answer begins, see <see cref="DecodeRequest.Begun"/>.</param>
    /// <param name="cuts">Takes the length of the prompt after each message, if wanted.</param>
    /// <param name="cancellationToken">Ends the work on a prompt that nobody waits for any more.</param>
    /// <exception cref="ArgumentException">There are no messages, one is not well formed, or the template refuses them.</exception>
    /// <exception cref="DecodeFaultException">The template fails, or would take too long.</exception>
    public List<int> EncodePrompt(
        IReadOnlyList<TemplateMessage> messages, IReadOnlyList<JsonElement> tools, string begun, List<int>? cuts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
            throw new ArgumentException("There are no messages to answer.");
        RefuseUnknownTools(messages, tools);
        var conversation = messages.Select(TemplateVariables.Of).ToList();
        var offered = TemplateVariables.Of(tools);
        var texts = new List<string> { begun };
        foreach (var value in conversation.Append<JinjaValue>(offered))
            TemplateVariables.Collect(value, texts);
        var guard = MarkerGuard.For(texts);
        // The beginning stands where the model would write it, and can make no markers there either.
        var rendered = Render(conversation, offered, guard, cancellationToken) + guard.Break(begun, _markers);
        var (text, broken) = guard.Remove(rendered);
        // Without a token there is nothing to go on from.
        if (text.Length == 0)
            throw new DecodeFaultException("The model's chat template makes no text of these messages.", new InvalidOperationException("it makes no text of the messages."));
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

    /// <summary>What a template does not look at would be left out without a word.</summary>
    private void RefuseUnknownTools(IReadOnlyList<TemplateMessage> messages, IReadOnlyList<JsonElement> tools)
    {
        if (tools.Count > 0 && !_template.ReadsVariable("tools"))
            throw new ArgumentException("The chat template of the model knows no tools. Leave them out or choose another model.");
        if (messages.Any(message => message.Role == "tool" || message.ToolCalls is { Count: > 0 }) && !_template.Mentions("tool_calls"))
            throw new ArgumentException("The chat template of the model knows no tool calls. Leave them out or choose another model.");
    }

    private string Render(List<JinjaMapping> messages, JinjaList tools, MarkerGuard guard, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, JinjaValue>
        {
            ["messages"] = new JinjaList([.. messages.Select(message => Break(message, guard))]),
            ["add_generation_prompt"] = JinjaValue.From(true),
            ["bos_token"] = _start,
            ["eos_token"] = _end,
        };
        var hasTools = tools.Items.Count > 0 || messages.Any(message => message.Entries.ContainsKey("tool_calls"));
        // Templates ask whether there are any by asking for the variable.
        if (tools.Items.Count > 0)
            variables["tools"] = TemplateVariables.Map(tools, text => guard.Break(text, _markers));
        try
        {
            return _template.Render(variables, cancellationToken);
        }
        // Tools and their calls are free-form JSON, which a template may meet with surprise.
        catch (JinjaException e) when (e.Kind == JinjaErrorKind.Raised || (e.Kind == JinjaErrorKind.Evaluation && hasTools))
        {
            throw new ArgumentException($"The chat template of the model refuses this conversation: {guard.Remove(e.Reason).Text}", e);
        }
        catch (JinjaException e)
        {
            throw new DecodeFaultException(
                $"The chat template of the model is at fault, not the request: line {e.Line}: {guard.Remove(e.Reason).Text}.", e);
        }
    }

    private JinjaValue Break(JinjaMapping message, MarkerGuard guard)
    {
        var markers = message.Entries["role"] is JinjaString { Value: "system" } ? _turnMarkers : _markers;
        return TemplateVariables.Map(message, text => guard.Break(text, markers));
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
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } token when token.TryGetProperty("content", out var content) => content.GetString(),
        _ => null,
    };
}

using System.Text;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Text to token ids, by the steps of a <c>tokenizer.json</c>. Plain text and control tokens are
/// different things here: <see cref="AppendText"/> never yields a control token, whatever the text
/// spells.
/// </summary>
/// <param name="addedTokens">Tokens that are found before a text is split.</param>
/// <param name="normalize">What is done to a text before it is split.</param>
/// <param name="split">Splits a text into words, step by step.</param>
/// <param name="model">Encodes words.</param>
/// <param name="startTokens">Tokens that the post-processor puts before a text.</param>
/// <param name="bytes">Bytes of every id.</param>
internal sealed class Tokenizer(
    IReadOnlyCollection<AddedToken> addedTokens,
    Func<string, string> normalize,
    IReadOnlyList<IPreTokenizer> split,
    BpeModel model,
    IReadOnlyList<int> startTokens,
    TokenBytes bytes)
{
    private readonly AddedTokenSet _textTokens = new(addedTokens.Where(token => token is { Special: false, Normalized: false }));

    // Control tokens are found as they are spelled, also those that ask for normalized text: what
    // normalizes to a control token is not one.
    private readonly AddedTokenSet _allTokens = new(addedTokens.Where(token => token.Special || !token.Normalized));
    private readonly AddedTokenSet _normalizedTokens = new(addedTokens.Where(token => token is { Special: false, Normalized: true }));

    /// <summary>Control tokens by their spelling.</summary>
    public IReadOnlyDictionary<string, int> ControlTokens { get; } = addedTokens
        .Where(token => token.Special).ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal);

    /// <summary>
    /// Tokens that the post-processor puts before a text, as a rule the start of the sequence. Chat
    /// templates spell it themselves, so that nothing here adds them.
    /// </summary>
    public IReadOnlyList<int> StartTokens { get; } = startTokens;

    /// <summary>Bytes of every id, for detokenizing.</summary>
    public TokenBytes Bytes { get; } = bytes;

    /// <summary>Number of ids.</summary>
    public int VocabularySize => Bytes.Count;

    /// <summary>
    /// Appends the ids of a text, none of them a control token. Unpaired surrogates count as U+FFFD.
    /// A text that is appended to nothing is the first one, before which some vocabularies put a space.
    /// </summary>
    public void AppendText(string text, List<int> ids) => Append(text, _textTokens, null, ids, CancellationToken.None);

    /// <summary>The ids of a rendered chat template, however long it takes.</summary>
    /// <inheritdoc cref="EncodeTemplate"/>
    public List<int> EncodeWithControlTokens(string rendered, Func<int, int, bool>? mayBeControl = null) =>
        EncodeTemplate(rendered, mayBeControl, CancellationToken.None);

    /// <summary>The ids of a rendered chat template, in which the template spells control tokens.</summary>
    /// <param name="rendered">The rendered template.</param>
    /// <param name="mayBeControl">
    /// Says for a range of the template, by offset and length, whether a control token may stand there:
    /// false for what a user wrote. Null where the whole template is trusted.
    /// </param>
    /// <param name="cancellationToken">Ends the work between two words.</param>
    public List<int> EncodeTemplate(string rendered, Func<int, int, bool>? mayBeControl, CancellationToken cancellationToken)
    {
        var ids = new List<int>();
        Append(
            rendered,
            _allTokens,
            mayBeControl is null ? null : (token, at) => !token.Special || mayBeControl(at, token.Content.Length),
            ids,
            cancellationToken);
        return ids;
    }

    private void Append(string text, AddedTokenSet tokens, Func<AddedToken, int, bool>? allowed, List<int> ids, CancellationToken cancellationToken)
    {
        text = WellFormed(text);
        var isStart = ids.Count == 0;
        var start = 0;
        while (tokens.TryFind(text, start, allowed, out var at, out var length, out var token))
        {
            AppendPlain(text[start..at], isStart && start == 0, ids, cancellationToken);
            ids.Add(token.Id);
            start = at + length;
        }

        AppendPlain(text[start..], isStart && start == 0, ids, cancellationToken);
    }

    private void AppendPlain(string text, bool first, List<int> ids, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
            return;
        text = normalize(text);
        var start = 0;
        while (_normalizedTokens.TryFind(text, start, null, out var at, out var length, out var token))
        {
            AppendWords(text[start..at], first && start == 0, ids, cancellationToken);
            ids.Add(token.Id);
            start = at + length;
        }

        AppendWords(text[start..], first && start == 0, ids, cancellationToken);
    }

    private void AppendWords(string text, bool first, List<int> ids, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
            return;
        var words = new List<string> { text };
        foreach (var step in split)
        {
            var pieces = new List<string>(words.Count);
            for (var i = 0; i < words.Count; i++)
                step.Split(words[i], first && i == 0, pieces);
            words = pieces;
        }

        foreach (var word in words)
        {
            cancellationToken.ThrowIfCancellationRequested();
            model.Append(word, ids);
        }
    }

    private static string WellFormed(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;
        var builder = new StringBuilder(text.Length);
        foreach (var scalar in text.EnumerateRunes())
            builder.Append(scalar);
        return builder.ToString();
    }
}

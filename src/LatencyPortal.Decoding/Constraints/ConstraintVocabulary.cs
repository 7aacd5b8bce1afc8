using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// A vocabulary made ready for constraints; made once for a model and shared by all its constraints,
/// on any thread.
/// </summary>
internal sealed class ConstraintVocabulary
{
    private const byte Quote = (byte)'"';

    /// <param name="tokens">Bytes of every id; ids without bytes are control tokens and never allowed.</param>
    /// <param name="endTokens">Allowed where a document may end, and only there.</param>
    public ConstraintVocabulary(TokenBytes tokens, IEnumerable<int> endTokens)
    {
        Tokens = tokens;
        EndTokens = [.. endTokens.Distinct().Order()];
        var text = Enumerable.Range(0, tokens.Count)
            .Except(EndTokens)
            .Where(id => !tokens[id].IsEmpty)
            .ToList();
        All = new TokenTrie(tokens, text);
        Quotes = new TokenTrie(tokens, text.Where(id => tokens[id].Contains(Quote)));
        Strings = new StringTokens(tokens, text.Where(id => !tokens[id].Contains(Quote)));
        var single = text.Where(id => tokens[id].Length == 1).Select(id => tokens[id][0]).ToHashSet();
        SpellsEverything = Enumerable.Range(0, 256).Where(IsNeeded).All(value => single.Contains((byte)value));
    }

    public TokenBytes Tokens { get; }

    public IReadOnlyList<int> EndTokens { get; }

    /// <summary>All tokens that are text.</summary>
    public TokenTrie All { get; }

    /// <summary>Those of them with a quote.</summary>
    public TokenTrie Quotes { get; }

    /// <summary>Those without, as the inside of strings.</summary>
    public StringTokens Strings { get; }

    /// <summary>There is a token for every byte of JSON, so whatever a grammar allows can be said.</summary>
    public bool SpellsEverything { get; }

    /// <summary>Bytes of UTF-8 text without control characters, and the line break.</summary>
    private static bool IsNeeded(int value) => value is '\n' or (>= 0x20 and <= 0x7E) or (>= 0x80 and <= 0xBF) or (>= 0xC2 and <= 0xF4);
}

using System.Buffers;
using System.Text;

namespace LatencyPortal.Decoding.Text;

/// <summary>Tokens that are found in a text as they are spelled, before it is split into words.</summary>
internal sealed class AddedTokenSet
{
    private readonly SearchValues<string> _search;
    private readonly Dictionary<string, AddedToken>.AlternateLookup<ReadOnlySpan<char>> _tokens;

    /// <summary>Lengths of the tokens that begin with a character, longest first: some vocabularies add thousands.</summary>
    private readonly Dictionary<char, int[]> _lengths;

    public AddedTokenSet(IEnumerable<KeyValuePair<string, int>> tokens)
        : this(tokens.Select(token => new AddedToken(token.Key, token.Value)))
    {
    }

    public AddedTokenSet(IEnumerable<AddedToken> tokens)
    {
        var byName = tokens.ToDictionary(token => token.Content, StringComparer.Ordinal);
        _tokens = byName.GetAlternateLookup<ReadOnlySpan<char>>();
        _search = SearchValues.Create([.. byName.Keys], StringComparison.Ordinal);
        _lengths = byName.Keys.GroupBy(name => name[0]).ToDictionary(
            names => names.Key, names => names.Select(name => name.Length).Distinct().OrderDescending().ToArray());
    }

    /// <summary>The first token in the text, the longest of several at the same place.</summary>
    public bool TryFind(ReadOnlySpan<char> text, out int at, out int length, out int id)
    {
        var found = TryFind(text, 0, null, out at, out length, out var token);
        id = token?.Id ?? 0;
        return found;
    }

    /// <summary>The first token from a place on, with the white space that it takes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="allowed">Says whether a token may stand at a place; null where all may.</param>
    /// <param name="at">Where the token begins.</param>
    /// <param name="length">Characters that it takes.</param>
    /// <param name="token">The token.</param>
    public bool TryFind(
        ReadOnlySpan<char> text,
        int from,
        Func<AddedToken, int, bool>? allowed,
        out int at,
        out int length,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AddedToken? token)
    {
        (at, length, token) = (-1, 0, null);
        if (_lengths.Count == 0)
            return false;
        var search = from;
        while (text[search..].IndexOfAny(_search) is var skipped and >= 0)
        {
            at = search + skipped;
            token = LongestAt(text, at, allowed);
            if (token is not null)
            {
                (at, length) = WithSpace(text, from, at, token);
                return true;
            }

            search = at + 1;
        }

        return false;
    }

    private AddedToken? LongestAt(ReadOnlySpan<char> text, int at, Func<AddedToken, int, bool>? allowed)
    {
        foreach (var length in _lengths[text[at]])
        {
            if (length <= text.Length - at && _tokens.TryGetValue(text.Slice(at, length), out var token) &&
                (!token.SingleWord || StandsAlone(text, at, length)) && allowed?.Invoke(token, at) != false)
                return token;
        }

        return null;
    }

    private static (int At, int Length) WithSpace(ReadOnlySpan<char> text, int from, int at, AddedToken token)
    {
        var end = at + token.Content.Length;
        while (token.StripsLeft && at > from && char.IsWhiteSpace(text[at - 1]))
            at--;
        while (token.StripsRight && end < text.Length && char.IsWhiteSpace(text[end]))
            end++;
        return (at, end - at);
    }

    private static bool StandsAlone(ReadOnlySpan<char> text, int at, int length)
    {
        var before = Rune.DecodeLastFromUtf16(text[..at], out var last, out _) == OperationStatus.Done && IsWord(last);
        var after = Rune.DecodeFromUtf16(text[(at + length)..], out var first, out _) == OperationStatus.Done && IsWord(first);
        return !before && !after;
    }

    private static bool IsWord(Rune scalar) =>
        Rune.IsLetterOrDigit(scalar) || scalar.Value == '_' ||
        Rune.GetUnicodeCategory(scalar) is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.SpacingCombiningMark
            or System.Globalization.UnicodeCategory.EnclosingMark
            or System.Globalization.UnicodeCategory.ConnectorPunctuation;
}

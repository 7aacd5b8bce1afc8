using System.Buffers;

namespace LatencyPortal.Decoding.Text;

/// <summary>Tokens that are found in a text as they are spelled, before it is split into words.</summary>
internal sealed class AddedTokenSet
{
    private readonly SearchValues<string> _search;
    private readonly KeyValuePair<string, int>[] _longestFirst;

    public AddedTokenSet(IEnumerable<KeyValuePair<string, int>> tokens)
    {
        _longestFirst = [.. tokens.OrderByDescending(token => token.Key.Length)];
        _search = SearchValues.Create([.. _longestFirst.Select(token => token.Key)], StringComparison.Ordinal);
    }

    /// <summary>The first token in the text, the longest of several at the same place.</summary>
    public bool TryFind(ReadOnlySpan<char> text, out int at, out int length, out int id)
    {
        at = _longestFirst.Length == 0 ? -1 : text.IndexOfAny(_search);
        (length, id) = (0, 0);
        if (at < 0)
            return false;
        foreach (var (name, value) in _longestFirst)
        {
            if (!text[at..].StartsWith(name, StringComparison.Ordinal))
                continue;
            (length, id) = (name.Length, value);
            return true;
        }

        return false;
    }
}

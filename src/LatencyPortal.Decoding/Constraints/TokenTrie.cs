using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// Tokens by their bytes: the nodes of a trie in depth-first order, each with the index behind its
/// subtree, so that a walk is one pass over arrays with jumps.
/// </summary>
internal sealed class TokenTrie
{
    private const int None = -1;

    private readonly byte[] _bytes;
    private readonly int[] _depths;
    private readonly int[] _ends;
    private readonly int[] _tokens;

    // Tokens with the same bytes: the next one, by token id.
    private readonly int[] _same;

    /// <param name="tokens">Bytes of all ids.</param>
    /// <param name="ids">The ids to include; none without bytes.</param>
    public TokenTrie(TokenBytes tokens, IEnumerable<int> ids)
    {
        var sorted = ids.ToArray();
        Array.Sort(sorted, (a, b) =>
        {
            var order = tokens[a].SequenceCompareTo(tokens[b]);
            return order != 0 ? order : a.CompareTo(b);
        });

        var bytes = new List<byte>();
        var depths = new List<int>();
        var ends = new List<int>();
        var last = new List<int>();
        var open = new Stack<int>();
        _same = new int[tokens.Count];
        Array.Fill(_same, None);
        var previous = None;
        foreach (var id in sorted)
        {
            var spelled = tokens[id];
            var shared = previous < 0 ? 0 : spelled.CommonPrefixLength(tokens[previous]);
            while (open.Count > shared)
                ends[open.Pop()] = bytes.Count;
            if (shared == spelled.Length)
                _same[id] = last[open.Peek()];
            for (var depth = shared; depth < spelled.Length; depth++)
            {
                open.Push(bytes.Count);
                bytes.Add(spelled[depth]);
                depths.Add(depth);
                ends.Add(0);
                last.Add(None);
            }

            last[open.Peek()] = id;
            previous = id;
        }

        while (open.TryPop(out var node))
            ends[node] = bytes.Count;
        _bytes = [.. bytes];
        _depths = [.. depths];
        _ends = [.. ends];
        _tokens = [.. last];
    }

    /// <summary>Adds all tokens that a position allows.</summary>
    /// <param name="walker">Follows the grammar.</param>
    /// <param name="start">Where the tokens begin.</param>
    /// <param name="path">Room for as many positions as the longest token has bytes, and one.</param>
    /// <param name="allowed">Where they are added.</param>
    public void Collect(GrammarWalker walker, GrammarPosition start, GrammarPosition[] path, List<int> allowed)
    {
        if (start.IsDead)
            return;
        path[0] = start;
        for (var node = 0; node < _bytes.Length;)
        {
            var depth = _depths[node];
            var position = walker.Step(path[depth], _bytes[node]);
            if (position.IsDead)
            {
                node = _ends[node];
                continue;
            }

            path[depth + 1] = position;
            for (var id = _tokens[node]; id != None; id = _same[id])
                allowed.Add(id);
            node++;
        }
    }

    /// <summary>
    /// The longest token that begins the bytes; null if there is none, or if a longer token that a
    /// position allows begins with all of the bytes, so that it is open which one is meant.
    /// </summary>
    public int? FindLongest(ReadOnlySpan<byte> bytes, GrammarWalker walker, GrammarPosition behind)
    {
        int? longest = null;
        var end = _bytes.Length;
        var node = 0;
        for (var depth = 0; depth < bytes.Length; depth++)
        {
            while (node < end && _bytes[node] != bytes[depth])
                node = _ends[node];
            if (node >= end)
                return longest;
            longest = _tokens[node] != None ? _tokens[node] : longest;
            end = _ends[node++];
        }

        for (; node < end; node = _ends[node])
        {
            if (!walker.Step(behind, _bytes[node]).IsDead)
                return null;
        }

        return longest;
    }
}

namespace LatencyPortal.Decoding.KvCache;

/// <summary>
/// Keys and values of token sequences that were computed before, as a radix tree of immutable segments: sequences share
/// what they have in common, and part where they differ. Copies go in and out of the rows of the store, so a branch never
/// disturbs another. Each salt has a tree of its own: a tenant can neither use nor time what another one asked.
/// </summary>
/// <remarks>
/// A byte budget bounds it. What goes first is the leaf of least worth by GreedyDual-Size-Frequency (Cherkasova 1998):
/// worth = age of the cache + uses · cost / size. Cost and size both grow with the tokens, so their ratio is 1 here; the
/// age is the worth of what was given up last, so that old favourites fade. Memory that cannot be had is no failure: what
/// would have needed it is not kept. Not thread-safe: the scheduler owns it.
/// </remarks>
internal sealed class PrefixTree(IKeyValueStore rows, long budget, Func<long, NativeBuffer> allocate) : IDisposable
{
    /// <summary>Long runs are cut, so that giving up a part costs only a part.</summary>
    private const int LongestSegment = 256;

    private readonly Dictionary<string, PrefixNode> _roots = new(StringComparer.Ordinal);
    private double _age;
    private long _clock;
    private long _lookups;
    private long _hits;
    private long _tokensSaved;
    private long _evictions;
    private int _segments;

    /// <summary>Bytes of all segments and logits held.</summary>
    public long Bytes { get; private set; }

    public static NativeBuffer Allocate(long bytes) => new(bytes, zeroed: false);

    public PrefixCacheStats Stats => new(_lookups, _hits, _tokensSaved, Bytes, _segments, _evictions);

    /// <summary>How much of a prompt is known.</summary>
    public PrefixMatch Find(string salt, ReadOnlySpan<int> tokens)
    {
        if (!_roots.TryGetValue(salt, out var node))
            return default;
        var length = 0;
        while (length < tokens.Length && node.Children.TryGetValue(tokens[length], out var child))
        {
            var common = child.Tokens.AsSpan().CommonPrefixLength(tokens[length..]);
            length += common;
            node = child;
            if (common < child.Tokens.Length)
                return new PrefixMatch(length, null);
        }

        return new PrefixMatch(length, length == tokens.Length ? node.Logits : null);
    }

    /// <summary>Copies known tokens of a prompt into a row, from <paramref name="from"/> on, and counts the use.</summary>
    /// <param name="salt">The tenant.</param>
    /// <param name="tokens">The leading tokens, all known.</param>
    /// <param name="from">Tokens that the row holds already.</param>
    /// <param name="row">The row.</param>
    public void Restore(string salt, ReadOnlySpan<int> tokens, int from, int row)
    {
        var at = 0;
        for (var node = _roots[salt]; at < tokens.Length;)
        {
            node = node.Children[tokens[at]];
            var count = Math.Min(node.Tokens.Length, tokens.Length - at);
            node.Uses++;
            node.Worth = _age + node.Uses;
            node.Touched = ++_clock;
            // A segment that the row has in part is copied whole: the same numbers over themselves.
            if (at + count > from)
                rows.Import(row, at, count, node.KeysAndValues!, node.Tokens.Length);
            at += count;
        }
    }

    /// <summary>Counts a request and what it was spared.</summary>
    public void Count(int tokensSaved)
    {
        _lookups++;
        _hits += tokensSaved > 0 ? 1 : 0;
        _tokensSaved += tokensSaved;
    }

    /// <summary>
    /// Keeps what a row holds, as far as it is new and the budget allows; the beginning comes first. Segments end at the
    /// given cuts, where other requests are likely to part.
    /// </summary>
    /// <param name="salt">The tenant.</param>
    /// <param name="tokens">All tokens of the row.</param>
    /// <param name="row">The row that holds their keys and values.</param>
    /// <param name="cuts">Ascending lengths at which segments end.</param>
    /// <param name="logits">Logits after the last token; empty when they need not be kept.</param>
    public void Insert(string salt, ReadOnlySpan<int> tokens, int row, ReadOnlySpan<int> cuts, ReadOnlySpan<float> logits)
    {
        if (!_roots.TryGetValue(salt, out var node))
            _roots.Add(salt, node = new PrefixNode(null, [], null) { Salt = salt });

        // 1. Along what is known. A segment that is left half-way is split there.
        var at = 0;
        while (at < tokens.Length && node.Children.TryGetValue(tokens[at], out var child))
        {
            var common = child.Tokens.AsSpan().CommonPrefixLength(tokens[at..]);
            at += common;
            if ((common == child.Tokens.Length ? child : TrySplit(child, common)) is not { } known)
                return;
            node = known;
            node.Worth = Math.Max(node.Worth, _age + node.Uses);
            node.Touched = ++_clock;
        }

        // 2. What is new, segment by segment.
        while (at < tokens.Length)
        {
            var end = Math.Min(tokens.Length, at + LongestSegment);
            foreach (var cut in cuts)
            {
                if (cut > at && cut < end)
                {
                    end = cut;
                    break;
                }
            }

            if (!MakeRoom((end - at) * rows.BytesPerToken, node) || TryAdd(node, tokens[at..end], row, at) is not { } added)
            {
                if (node is { Parent: null, Children.Count: 0 })
                    _roots.Remove(salt);
                return;
            }

            node = added;
            at = end;
        }

        // 3. The logits at its end.
        if (logits.Length > 0 && node.Logits is null && node.Parent is not null && MakeRoom((long)logits.Length * sizeof(float), node))
        {
            node.Logits = logits.ToArray();
            Bytes += (long)logits.Length * sizeof(float);
        }
    }

    public void Dispose()
    {
        foreach (var root in _roots.Values)
            Free(root);
        _roots.Clear();
        Bytes = 0;
        _segments = 0;
    }

    private static void Free(PrefixNode node)
    {
        foreach (var child in node.Children.Values)
            Free(child);
        node.KeysAndValues?.Dispose();
    }

    private NativeBuffer? TryAllocate(int tokens)
    {
        try
        {
            return allocate(tokens * rows.BytesPerToken);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private PrefixNode? TryAdd(PrefixNode parent, ReadOnlySpan<int> tokens, int row, int at)
    {
        if (TryAllocate(tokens.Length) is not { } memory)
            return null;
        rows.Export(row, at, tokens.Length, memory);
        var node = new PrefixNode(parent, tokens.ToArray(), memory) { Worth = _age, Touched = ++_clock };
        parent.Children.Add(tokens[0], node);
        Bytes += node.Bytes;
        _segments++;
        return node;
    }

    /// <summary>Splits a segment and returns its first half.</summary>
    private PrefixNode? TrySplit(PrefixNode node, int count)
    {
        var parent = node.Parent!;
        var first = TryAllocate(count);
        var second = first is null ? null : TryAllocate(node.Tokens.Length - count);
        if (first is null || second is null)
        {
            first?.Dispose();
            return null;
        }

        rows.Split(node.KeysAndValues!, node.Tokens.Length, count, first, second);
        var head = new PrefixNode(parent, node.Tokens[..count], first) { Uses = node.Uses, Worth = node.Worth, Touched = node.Touched };
        var tail = new PrefixNode(head, node.Tokens[count..], second) { Uses = node.Uses, Worth = node.Worth, Touched = node.Touched, Logits = node.Logits };
        foreach (var (token, child) in node.Children)
        {
            child.Parent = tail;
            tail.Children.Add(token, child);
        }

        parent.Children[head.Tokens[0]] = head;
        head.Children.Add(tail.Tokens[0], tail);
        node.KeysAndValues!.Dispose();
        _segments++;
        return head;
    }

    /// <summary>Gives up the least worthy leaves until the bytes fit; never the path that is being extended.</summary>
    private bool MakeRoom(long bytes, PrefixNode extended)
    {
        while (Bytes + bytes > budget)
        {
            if (LeastWorthy(extended) is not { } leaf)
                return false;
            _age = Math.Max(_age, leaf.Worth);
            leaf.Parent!.Children.Remove(leaf.Tokens[0]);
            Bytes -= leaf.Bytes;
            leaf.KeysAndValues!.Dispose();
            _segments--;
            _evictions++;
            if (leaf.Parent is { Parent: null, Children.Count: 0 } root && root != extended)
                _roots.Remove(root.Salt!);
        }

        return true;
    }

    private PrefixNode? LeastWorthy(PrefixNode except)
    {
        PrefixNode? least = null;
        var open = new Stack<PrefixNode>(_roots.Values);
        while (open.TryPop(out var node))
        {
            foreach (var child in node.Children.Values)
                open.Push(child);
            if (node.Children.Count == 0 && node.Parent is not null && node != except
                && (least is null || (node.Worth, node.Touched).CompareTo((least.Worth, least.Touched)) < 0))
                least = node;
        }

        return least;
    }
}

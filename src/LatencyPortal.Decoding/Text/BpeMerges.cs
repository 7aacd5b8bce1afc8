namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Joins the parts of a word pair by pair, best rank first and of equal ranks the leftmost. A word of
/// n parts takes n log n steps: SentencePiece vocabularies know no words, so that a prompt is one word.
/// </summary>
internal sealed class BpeMerges(IReadOnlyDictionary<(int Left, int Right), (int Rank, int Merged)> merges)
{
    private const int None = -1;

    /// <summary>Parts up to which looking at every pair is faster than a queue.</summary>
    private const int Short = 32;

    /// <summary>Appends what is left of the parts when no pair can be joined; overwrites them.</summary>
    public void Append(Span<int> parts, List<int> ids)
    {
        if (parts.Length > Short)
        {
            AppendLong(parts, ids);
            return;
        }

        var count = parts.Length;
        while (TryFindBest(parts[..count], out var at, out var merged))
        {
            parts[at] = merged;
            parts[(at + 2)..count].CopyTo(parts[(at + 1)..]);
            count--;
        }

        ids.AddRange(parts[..count]);
    }

    private bool TryFindBest(ReadOnlySpan<int> parts, out int best, out int merged)
    {
        (best, merged) = (None, None);
        var rank = int.MaxValue;
        for (var at = 0; at + 1 < parts.Length; at++)
        {
            if (merges.TryGetValue((parts[at], parts[at + 1]), out var merge) && merge.Rank < rank)
                (best, merged, rank) = (at, merge.Merged, merge.Rank);
        }

        return best != None;
    }

    private void AppendLong(ReadOnlySpan<int> word, List<int> ids)
    {
        // 1. Linked parts, so that a merge is one step.
        var parts = word.ToArray();
        var next = new int[parts.Length];
        var previous = new int[parts.Length];
        var candidates = new PriorityQueue<(int At, int Left, int Right, int Merged), (int Rank, int At)>();
        for (var at = 0; at < parts.Length; at++)
        {
            next[at] = at + 1 < parts.Length ? at + 1 : None;
            previous[at] = at - 1;
        }

        for (var at = 0; at + 1 < parts.Length; at++)
            Offer(at);

        // 2. The best merge first, of equal ones the leftmost.
        while (candidates.TryDequeue(out var candidate, out _))
        {
            var (at, left, right, merged) = candidate;
            var after = next[at];
            // An earlier merge may have used up one of the two.
            if (parts[at] != left || after == None || parts[after] != right)
                continue;
            parts[at] = merged;
            parts[after] = None;
            next[at] = next[after];
            if (next[at] != None)
                previous[next[at]] = at;
            if (previous[at] != None)
                Offer(previous[at]);
            Offer(at);
        }

        // 3. What is left.
        for (var at = 0; at != None; at = next[at])
            ids.Add(parts[at]);

        void Offer(int at)
        {
            if (next[at] != None && merges.TryGetValue((parts[at], parts[next[at]]), out var merge))
                candidates.Enqueue((at, parts[at], parts[next[at]], merge.Merged), (merge.Rank, at));
        }
    }
}

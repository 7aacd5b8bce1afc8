using System.Text;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Byte-level BPE of one very long word, in n log n steps. Microsoft.ML.Tokenizers takes n² steps for
/// a word, which is fine for words and minutes of work for a pasted megabyte without a space.
/// </summary>
internal sealed class LongWordBpe(int[] byteIds, IReadOnlyDictionary<(int Left, int Right), (int Rank, int Merged)> merges)
{
    private const int None = -1;

    /// <summary>Appends the ids of a word that the pre-tokenizer leaves in one piece.</summary>
    public void Append(ReadOnlySpan<char> word, List<int> ids)
    {
        // 1. One part per byte, linked so that a merge is one step.
        var bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);
        var parts = Array.ConvertAll(bytes, value => byteIds[value]);
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
        for (var at = 0; at != None && at < parts.Length; at = next[at])
            ids.Add(parts[at]);

        void Offer(int at)
        {
            if (next[at] != None && merges.TryGetValue((parts[at], parts[next[at]]), out var merge))
                candidates.Enqueue((at, parts[at], parts[next[at]], merge.Merged), (merge.Rank, at));
        }
    }
}

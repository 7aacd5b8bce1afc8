namespace LatencyPortal.Gateway.Resilience.Affinity;

/// <summary>
/// Learns which blocks are too common to decide where a request goes: a system prompt that stands in front of most requests would send
/// them all to one replica. Not safe for threads.
/// </summary>
internal sealed class SharedBlocks
{
    private const int Deepest = 256;
    private const int Window = 1024;

    private readonly Queue<ulong[]> _recent = new();
    private readonly Dictionary<ulong, int> _counts = [];

    /// <summary>The first block of a prefix that no more requests of late share than one member can take; the last when all are common.</summary>
    /// <param name="prefix">At least one block.</param>
    /// <param name="members">Members to choose from.</param>
    public ulong FirstRare(ReadOnlySpan<ulong> prefix, int members)
    {
        foreach (var block in prefix)
        {
            if (_counts.GetValueOrDefault(block) * members <= _recent.Count)
                return block;
        }

        return prefix[^1];
    }

    /// <summary>A request came.</summary>
    public void Add(ReadOnlySpan<ulong> prefix)
    {
        if (prefix.IsEmpty)
            return;
        var head = prefix[..Math.Min(Deepest, prefix.Length)].ToArray();
        _recent.Enqueue(head);
        foreach (var block in head)
            _counts[block] = _counts.GetValueOrDefault(block) + 1;
        if (_recent.Count <= Window)
            return;
        foreach (var block in _recent.Dequeue())
        {
            if (--_counts[block] == 0)
                _counts.Remove(block);
        }
    }
}

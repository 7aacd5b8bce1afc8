namespace LatencyPortal.Gateway.Resilience.Affinity;

/// <summary>
/// Learns which block of a prompt is the first that not everyone shares: a system prompt that stands in front of most requests would
/// send them all to one replica. Not safe for threads.
/// </summary>
internal sealed class SharedDepth
{
    private const int Deepest = 8;
    private const int Window = 1024;

    /// <summary>Requests from one look to the next: the answer changes slowly.</summary>
    private const int Every = 64;

    private readonly Queue<ulong[]> _recent = new();
    private readonly Dictionary<ulong, int>[] _counts = [.. Enumerable.Range(0, Deepest).Select(_ => new Dictionary<ulong, int>())];

    private int _since;

    /// <summary>Index of the block.</summary>
    public int Value { get; private set; }

    /// <summary>A request came.</summary>
    public void Add(ReadOnlySpan<ulong> prefix)
    {
        if (prefix.IsEmpty)
            return;
        var head = prefix[..Math.Min(Deepest, prefix.Length)].ToArray();
        _recent.Enqueue(head);
        Count(head, 1);
        if (_recent.Count > Window)
            Count(_recent.Dequeue(), -1);
        if (_since++ % Every != 0)
            return;
        // A block that more than half of the requests begin with belongs to everyone.
        var depth = 0;
        while (depth < Deepest - 1 && 2 * _counts[depth].Values.DefaultIfEmpty().Max() > _recent.Count)
            depth++;
        Value = depth;
    }

    private void Count(ulong[] head, int change)
    {
        for (var depth = 0; depth < head.Length; depth++)
        {
            var count = _counts[depth].GetValueOrDefault(head[depth]) + change;
            if (count == 0)
                _counts[depth].Remove(head[depth]);
            else
                _counts[depth][head[depth]] = count;
        }
    }
}

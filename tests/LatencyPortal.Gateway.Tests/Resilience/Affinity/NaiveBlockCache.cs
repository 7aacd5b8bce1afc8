namespace LatencyPortal.Gateway.Tests.Resilience.Affinity;

/// <summary>What a cache of blocks is, in the plainest words: a list, the last used block at its end, looked through every time.</summary>
internal sealed class NaiveBlockCache(int? capacity, TimeSpan? lifetime)
{
    private readonly List<(ulong Block, TimeSpan At)> _blocks = [];

    public int Count => _blocks.Count;

    public int Hits(ulong[] prefix, TimeSpan now)
    {
        Expire(now);
        return prefix.TakeWhile(block => _blocks.Exists(known => known.Block == block)).Count();
    }

    public void Add(ulong[] prefix, TimeSpan now)
    {
        Expire(now);
        foreach (var block in prefix)
        {
            _blocks.RemoveAll(known => known.Block == block);
            _blocks.Add((block, now));
            if (_blocks.Count > capacity)
                _blocks.RemoveAt(0);
        }
    }

    private void Expire(TimeSpan now) => _blocks.RemoveAll(known => now - known.At > lifetime);
}

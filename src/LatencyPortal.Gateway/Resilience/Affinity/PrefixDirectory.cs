namespace LatencyPortal.Gateway.Resilience.Affinity;

/// <summary>
/// Sends prompts that begin alike to the same replica, so that its cache has their prefix: rendezvous hashing on the first block that not
/// everyone shares, unless that replica is overloaded. It also remembers what each replica was sent, to tell whether a prefix is warm
/// there. Any thread.
/// </summary>
/// <param name="blocksPerMember">Blocks that a replica holds.</param>
internal sealed class PrefixDirectory(int blocksPerMember = 12_500)
{
    /// <summary>A replica may have so many times the load of the mean; beyond that warmth does not pay for waiting.</summary>
    private const double MostLoad = 1.25;

    private readonly Lock _gate = new();
    private readonly SharedBlocks _shared = new();
    private readonly Dictionary<string, BlockCache> _caches = new(StringComparer.Ordinal);

    /// <summary>The members, the one to ask first in front.</summary>
    public IReadOnlyList<Member> Order(IReadOnlyList<Member> members, ReadOnlySpan<ulong> prefix)
    {
        if (prefix.IsEmpty || members.Count < 2)
            return [.. members.OrderBy(member => member.Health.InFlight)];
        var key = Key(prefix, members.Count);
        var sorted = members.OrderByDescending(member => Rendezvous.Weight(member.Id, key)).ToList();
        // One call more than its share is no overload.
        var most = (MostLoad * sorted.Sum(member => member.Health.InFlight) / sorted.Count) + 1;
        return [.. sorted.OrderBy(member => member.Health.InFlight > most)];
    }

    /// <summary>The block that decides.</summary>
    public ulong Key(ReadOnlySpan<ulong> prefix, int members)
    {
        lock (_gate)
            return _shared.FirstRare(prefix, members);
    }

    /// <summary>Whether a member has at least half of a prefix in its cache.</summary>
    public bool IsWarm(string member, ReadOnlySpan<ulong> prefix)
    {
        lock (_gate)
            return !prefix.IsEmpty && _caches.TryGetValue(member, out var cache) && 2 * cache.Hits(prefix) >= prefix.Length;
    }

    /// <summary>A member is sent a prompt.</summary>
    /// <returns>How many of its blocks were there already.</returns>
    public int Sent(string member, ReadOnlySpan<ulong> prefix)
    {
        lock (_gate)
        {
            _shared.Add(prefix);
            if (!_caches.TryGetValue(member, out var cache))
                _caches[member] = cache = new BlockCache(blocksPerMember);
            var hits = cache.Hits(prefix);
            cache.Add(prefix);
            return hits;
        }
    }
}

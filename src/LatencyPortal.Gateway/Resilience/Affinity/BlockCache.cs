namespace LatencyPortal.Gateway.Resilience.Affinity;

/// <summary>Which blocks a replica most likely still holds: those it was sent last. Not safe for threads.</summary>
/// <param name="capacity">Blocks that it holds.</param>
internal sealed class BlockCache(int capacity)
{
    private readonly Dictionary<ulong, LinkedListNode<ulong>> _places = [];
    private readonly LinkedList<ulong> _order = new();

    /// <summary>How many blocks of a prefix are there, from its start on without a gap.</summary>
    public int Hits(ReadOnlySpan<ulong> prefix)
    {
        var hits = 0;
        while (hits < prefix.Length && _places.ContainsKey(prefix[hits]))
            hits++;
        return hits;
    }

    /// <summary>The replica reads a prefix.</summary>
    public void Add(ReadOnlySpan<ulong> prefix)
    {
        foreach (var block in prefix)
        {
            if (_places.TryGetValue(block, out var place))
            {
                _order.Remove(place);
                _order.AddFirst(place);
            }
            else
            {
                _places[block] = _order.AddFirst(block);
            }
        }

        while (_places.Count > capacity)
        {
            _places.Remove(_order.Last!.Value);
            _order.RemoveLast();
        }
    }
}

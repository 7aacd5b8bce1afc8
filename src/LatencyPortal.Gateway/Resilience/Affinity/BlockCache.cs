using System.Runtime.InteropServices;

namespace LatencyPortal.Gateway.Resilience.Affinity;

/// <summary>
/// Which blocks a replica most likely still holds: those that were used last, and not too long ago. Times never go back. Not safe for
/// threads.
/// </summary>
/// <param name="capacity">Blocks that it holds; as many as come when left out.</param>
/// <param name="lifetime">How long it holds a block that nobody uses; for good when left out.</param>
internal sealed class BlockCache(int? capacity = null, TimeSpan? lifetime = null)
{
    private readonly Dictionary<ulong, LinkedListNode<Use>> _places = [];

    /// <summary>The last use of each block, the latest first.</summary>
    private readonly LinkedList<Use> _order = new();

    /// <summary>How many blocks are there, those that are too old included until the next <see cref="Add"/>.</summary>
    public int Count => _places.Count;

    /// <summary>How many blocks of a prefix are there, from its start on without a gap.</summary>
    public int Hits(ReadOnlySpan<ulong> prefix, TimeSpan now = default)
    {
        var hits = 0;
        while (hits < prefix.Length && _places.TryGetValue(prefix[hits], out var place) && IsAlive(place.ValueRef, now))
            hits++;
        return hits;
    }

    /// <summary>The replica reads a prefix.</summary>
    public void Add(ReadOnlySpan<ulong> prefix, TimeSpan now = default)
    {
        foreach (var block in prefix)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, block, out var known);
            if (known)
            {
                place!.ValueRef = new Use(block, now);
                _order.Remove(place);
                _order.AddFirst(place);
            }
            else
            {
                place = _order.AddFirst(new Use(block, now));
            }
        }

        while (_order.Last is { } last && (_places.Count > capacity || !IsAlive(last.ValueRef, now)))
        {
            _places.Remove(last.ValueRef.Block);
            _order.RemoveLast();
        }
    }

    private bool IsAlive(in Use use, TimeSpan now) => lifetime is not { } limit || now - use.At <= limit;

    private readonly record struct Use(ulong Block, TimeSpan At);
}

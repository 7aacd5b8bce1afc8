using System.Runtime.InteropServices;

namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>
/// Prefixes by hash in the order of their use. What is too much leaves it, least recently used first, and is remembered as
/// evicted for as long again. Memory is bounded by twice the most entries, and what one prompt adds.
/// </summary>
internal sealed class PrefixTable(int mostEntries, long mostTokens)
{
    private readonly Dictionary<ulong, int> _places = [];
    private CacheEntry[] _entries = new CacheEntry[64];
    private int _used;
    private int _free = -1;
    private Line _kept = new(-1, -1, 0);
    private Line _evicted = new(-1, -1, 0);
    private long _tokens;

    /// <summary>Entries, remembered ones too.</summary>
    public int Count => _kept.Count + _evicted.Count;

    /// <summary>An entry by its place.</summary>
    public ref CacheEntry this[int place] => ref _entries[place];

    /// <summary>Place of a prefix; -1 when nothing is known of it.</summary>
    public int Find(ulong hash) => _places.TryGetValue(hash, out var place) ? place : -1;

    /// <summary>Makes a prefix the most recently used one, and kept.</summary>
    /// <param name="hash">The prefix.</param>
    /// <param name="tokens">Tokens that it adds to the prefix before it.</param>
    /// <param name="known">Whether something was known of it; what it was stands in the entry, <see cref="CacheEntry.Evicted"/> included.</param>
    /// <returns>Its place.</returns>
    public int Touch(ulong hash, int tokens, out bool known)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, hash, out known);
        if (known)
        {
            ref var entry = ref _entries[place];
            if (entry.Evicted)
            {
                Remove(ref _evicted, place);
                _tokens += entry.Tokens = tokens;
            }
            else if (_kept.Newest == place)
            {
                return place;
            }
            else
            {
                Remove(ref _kept, place);
            }
        }
        else
        {
            place = Take();
            _entries[place] = new CacheEntry { Hash = hash, Tokens = tokens };
            _tokens += tokens;
        }

        Append(ref _kept, place);
        return place;
    }

    /// <summary>Lets go what is too much. Not before all of a prompt has been touched: its own prefixes would go first.</summary>
    public void Trim()
    {
        while (_kept.Count > 0 && (_kept.Count > mostEntries || _tokens > mostTokens))
        {
            var place = _kept.Oldest;
            _tokens -= _entries[place].Tokens;
            Remove(ref _kept, place);
            _entries[place].Evicted = true;
            Append(ref _evicted, place);
        }

        while (_evicted.Count > mostEntries)
        {
            var place = _evicted.Oldest;
            Remove(ref _evicted, place);
            _places.Remove(_entries[place].Hash);
            _entries[place].Newer = _free;
            _free = place;
        }
    }

    private int Take()
    {
        if (_free >= 0)
        {
            var place = _free;
            _free = _entries[place].Newer;
            return place;
        }

        if (_used == _entries.Length)
            Array.Resize(ref _entries, _entries.Length * 2);
        return _used++;
    }

    private void Append(ref Line line, int place)
    {
        (_entries[place].Older, _entries[place].Newer) = (line.Newest, -1);
        if (line.Newest >= 0)
            _entries[line.Newest].Newer = place;
        line = new Line(line.Count == 0 ? place : line.Oldest, place, line.Count + 1);
    }

    private void Remove(ref Line line, int place)
    {
        var (older, newer) = (_entries[place].Older, _entries[place].Newer);
        if (older >= 0)
            _entries[older].Newer = newer;
        if (newer >= 0)
            _entries[newer].Older = older;
        line = new Line(line.Oldest == place ? newer : line.Oldest, line.Newest == place ? older : line.Newest, line.Count - 1);
    }

    private readonly record struct Line(int Oldest, int Newest, int Count);
}

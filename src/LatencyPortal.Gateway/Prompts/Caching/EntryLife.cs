using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>Until when entries live. Without a figure for it they live until they are pushed out.</summary>
internal sealed class EntryLife(IReadOnlyList<CacheLifetime> lifetimes)
{
    private readonly (long Ticks, long Most, bool Refreshed)[] _lives =
    [
        .. lifetimes.Select(life => (Ticks(life.Seconds), Ticks(life.MostSeconds), life.RefreshedOnUse)).DefaultIfEmpty((long.MaxValue, long.MaxValue, false)),
    ];

    /// <summary>Whether an entry can be read at a moment; at the very end of its life it cannot.</summary>
    public bool IsLive(in CacheEntry entry, long at)
    {
        if (!entry.Readable || entry.Evicted)
            return false;
        var life = _lives[entry.Lifetime];
        return at - entry.Used < life.Ticks && at - entry.Created < life.Most;
    }

    /// <summary>Writes an entry anew, or refreshes one that lives; it keeps the longer one of two lifetimes.</summary>
    public void Write(ref CacheEntry entry, bool live, int lifetime, long at)
    {
        if (live)
        {
            if (_lives[lifetime].Ticks > _lives[entry.Lifetime].Ticks)
                entry.Lifetime = (byte)lifetime;
            Refresh(ref entry, at);
            return;
        }

        (entry.Created, entry.Used, entry.Lifetime, entry.Readable, entry.Evicted) = (at, at, (byte)lifetime, true, false);
    }

    /// <summary>Notes a use.</summary>
    public void Refresh(ref CacheEntry entry, long at)
    {
        if (_lives[entry.Lifetime].Refreshed)
            entry.Used = at;
    }

    private static long Ticks(int? seconds) => seconds is { } known ? known * TimeSpan.TicksPerSecond : long.MaxValue;
}

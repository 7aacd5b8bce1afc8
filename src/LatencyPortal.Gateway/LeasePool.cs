namespace LatencyPortal.Gateway;

/// <summary>
/// Things that are loaded once per key, shared, and disposed when nobody keeps the key any more and no lease is out.
/// Safe for concurrent use.
/// </summary>
internal sealed class LeasePool<T> : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>
    /// Takes what is loaded under the key, or loads it; it then stays until <see cref="RetainAsync"/> drops it. One
    /// caller at a time; leases go on meanwhile.
    /// </summary>
    public T Load(string key, Func<T> load)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var entry))
                return entry.Value;
        }

        var value = load();
        lock (_gate)
            _entries.Add(key, new Entry(value));
        return value;
    }

    /// <summary>Whether something is loaded under the key.</summary>
    public bool Holds(string key)
    {
        lock (_gate)
            return _entries.ContainsKey(key);
    }

    /// <summary>Keeps something in use; <see langword="null"/> when it is not loaded any more.</summary>
    public Lease? TryLease(string key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
                return null;
            entry.Leases++;
            return new Lease(this, entry);
        }
    }

    /// <summary>Drops all keys but these. What is still leased goes when its last lease ends.</summary>
    public async ValueTask RetainAsync(IReadOnlySet<string> keys)
    {
        List<T> idle = [];
        lock (_gate)
        {
            foreach (var (key, entry) in _entries.Where(pair => !keys.Contains(pair.Key)).ToList())
            {
                _entries.Remove(key);
                entry.Dropped = true;
                if (entry.Leases == 0)
                    idle.Add(entry.Value);
            }
        }

        foreach (var value in idle)
            await value.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => RetainAsync(new HashSet<string>());

    private async ValueTask ReturnAsync(Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Leases > 0 || !entry.Dropped)
                return;
        }

        await entry.Value.DisposeAsync().ConfigureAwait(false);
    }

    public sealed class Entry(T value)
    {
        public T Value { get; } = value;

        public int Leases { get; set; }

        public bool Dropped { get; set; }
    }

    /// <summary>One use of a thing; dispose it when done.</summary>
    public sealed class Lease : IAsyncDisposable
    {
        private readonly LeasePool<T> _pool;
        private Entry? _entry;

        public Lease(LeasePool<T> pool, Entry entry)
        {
            _pool = pool;
            _entry = entry;
        }

        public T Value => (_entry ?? throw new ObjectDisposedException(nameof(Lease))).Value;

        /// <inheritdoc />
        public ValueTask DisposeAsync() =>
            Interlocked.Exchange(ref _entry, null) is { } entry ? _pool.ReturnAsync(entry) : ValueTask.CompletedTask;
    }
}

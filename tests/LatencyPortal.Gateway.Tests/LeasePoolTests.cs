namespace LatencyPortal.Gateway.Tests;

public sealed class LeasePoolTests
{
    [Fact]
    public async Task Load_SameKey_LoadsOnce()
    {
        await using var pool = new LeasePool<Thing>();

        Assert.Same(pool.Load("a", () => new Thing()), pool.Load("a", () => throw new InvalidOperationException()));
    }

    [Fact]
    public async Task RetainAsync_Idle_IsDisposedAndGone()
    {
        await using var pool = new LeasePool<Thing>();
        var (kept, dropped) = (pool.Load("kept", () => new Thing()), pool.Load("dropped", () => new Thing()));

        await pool.RetainAsync(new HashSet<string> { "kept" });

        Assert.Equal((0, 1), (kept.Disposals, dropped.Disposals));
        Assert.Null(pool.TryLease("dropped"));
        Assert.NotSame(dropped, pool.Load("dropped", () => new Thing()));
    }

    [Fact]
    public async Task RetainAsync_Leased_IsDisposedOnceAfterTheLastLease()
    {
        await using var pool = new LeasePool<Thing>();
        var thing = pool.Load("a", () => new Thing());
        var (first, second) = (pool.TryLease("a")!, pool.TryLease("a")!);

        await pool.RetainAsync(new HashSet<string>());
        await first.DisposeAsync();
        await first.DisposeAsync();
        Assert.Equal(0, thing.Disposals);
        await second.DisposeAsync();

        Assert.Equal(1, thing.Disposals);
        Assert.Throws<ObjectDisposedException>(() => second.Value);
    }

    private sealed class Thing : IAsyncDisposable
    {
        public int Disposals { get; private set; }

        public ValueTask DisposeAsync()
        {
            Disposals++;
            return ValueTask.CompletedTask;
        }
    }
}

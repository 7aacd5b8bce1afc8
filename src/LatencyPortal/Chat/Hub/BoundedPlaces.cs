namespace LatencyPortal.Chat.Hub;

/// <summary>A number of places that are taken and given back, from any thread.</summary>
/// <param name="count">How many there are, from 1.</param>
internal sealed class BoundedPlaces(int count)
{
    private int _taken;

    /// <returns>What gives the place back when disposed; <see langword="null"/> when all are taken.</returns>
    public IDisposable? Take()
    {
        if (Interlocked.Increment(ref _taken) <= count)
            return new Place(this);
        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Place(BoundedPlaces places) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
                Interlocked.Decrement(ref places._taken);
        }
    }
}

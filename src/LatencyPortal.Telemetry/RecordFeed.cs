using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LatencyPortal.Telemetry;

/// <summary>Fans records out to live pages.</summary>
internal sealed class RecordFeed
{
    private const int Backlog = 256;

    private ImmutableArray<Channel<RequestRecord>> _readers = [];

    public void Publish(RequestRecord record)
    {
        foreach (var reader in _readers)
            reader.Writer.TryWrite(record);
    }

    public async IAsyncEnumerable<RequestRecord> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<RequestRecord>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        ImmutableInterlocked.Update(ref _readers, readers => readers.Add(channel));
        try
        {
            await foreach (var record in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return record;
        }
        finally
        {
            ImmutableInterlocked.Update(ref _readers, readers => readers.Remove(channel));
        }
    }
}

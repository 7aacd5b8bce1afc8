namespace LatencyPortal.Gateway.Tests.Providers.Wire;

/// <summary>Gives at most so many bytes a read.</summary>
internal sealed class PiecewiseStream(byte[] bytes, int size) : MemoryStream(bytes)
{
    public int Reads { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Reads++;
        return base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}

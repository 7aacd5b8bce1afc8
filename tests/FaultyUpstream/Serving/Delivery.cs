using System.Buffers;

namespace LatencyPortal.Testing.Upstream.Serving;

/// <summary>Hands a body to the connection in the pieces that the faults want.</summary>
internal sealed class Delivery(Stream body, UpstreamRequest request, TimeProvider time, Random random)
{
    private readonly ArrayBufferWriter<byte> _waiting = new();
    private readonly int _together = request.Of(FaultKind.ManyInOneWrite)?.Size ?? 1;
    private int _messages;

    /// <summary>Sends one message, or keeps it until as many have come as are sent together.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (_together == 1)
        {
            await CutAsync(message, cancellationToken);
            return;
        }

        _waiting.Write(message.Span);
        if (++_messages >= _together)
            await FlushAsync(cancellationToken);
    }

    /// <summary>Sends what was kept.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting.WrittenCount == 0)
            return;
        var all = _waiting.WrittenSpan.ToArray();
        _waiting.ResetWrittenCount();
        _messages = 0;
        await CutAsync(all, cancellationToken);
    }

    private async Task CutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            var length = Math.Min(bytes.Length, NextLength(bytes.Span));
            await WriteAsync(bytes[..length], cancellationToken);
            bytes = bytes[length..];
            if (request.Of(FaultKind.Trickle)?.Lasts is { } pause)
                await Task.Delay(pause, time, cancellationToken);
        }
    }

    private int NextLength(ReadOnlySpan<byte> bytes)
    {
        if (request.Of(FaultKind.RandomChunks) is { } drawn)
            return random.Next(1, (drawn.Size ?? 16) + 1);
        if ((request.Of(FaultKind.SplitChunks) ?? request.Of(FaultKind.Trickle)) is { } split)
            return split.Size ?? 1;
        if (request.Has(FaultKind.SplitCharacters) && bytes[1..].IndexOfAnyInRange((byte)0x80, (byte)0xBF) is >= 0 and var inside)
            return inside + 1;
        return bytes.Length;
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await body.WriteAsync(bytes, cancellationToken);
        await body.FlushAsync(cancellationToken);
        request.Sent(bytes.Length);
    }
}

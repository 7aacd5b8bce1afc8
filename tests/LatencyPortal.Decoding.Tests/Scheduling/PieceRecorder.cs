using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace LatencyPortal.Decoding.Tests.Scheduling;

/// <summary>An output that calls back on every piece, on the decoder's thread.</summary>
internal sealed class PieceRecorder(Func<int, bool> onPiece) : ChannelWriter<DecodedPiece>
{
    public List<DecodedPiece> Pieces { get; } = [];

    public override bool TryWrite(DecodedPiece item)
    {
        Pieces.Add(item);
        return onPiece(Pieces.Count);
    }

    [ExcludeFromCodeCoverage]
    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => new(true);
}

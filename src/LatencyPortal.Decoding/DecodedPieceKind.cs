namespace LatencyPortal.Decoding;

/// <summary>What a <see cref="DecodedPiece"/> reports.</summary>
public enum DecodedPieceKind
{
    /// <summary>The request left the queue; <see cref="DecodedPiece.Usage"/> has the input tokens.</summary>
    Started,

    /// <summary>More text of the answer.</summary>
    Text,

    /// <summary>The answer is complete; <see cref="DecodedPiece.Finish"/> says why.</summary>
    Finished,
}

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>What the scheduler tells the reader of an answer; a struct, so that telling allocates nothing.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="End">Length of the text log after it.</param>
/// <param name="Tokens">Tokens that it covers.</param>
/// <param name="Origin">Who proposed the last of them.</param>
/// <param name="Finish">Why the answer ended, on the last event.</param>
/// <param name="Usage">Counts so far, on the first and the last event.</param>
internal readonly record struct PieceEvent(
    DecodedPieceKind Kind, int End, int Tokens, TokenOrigin Origin, DecodeFinish Finish, DecodeUsage Usage);

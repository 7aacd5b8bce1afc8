namespace LatencyPortal.Decoding;

/// <summary>Tokens of an answer by who proposed them; together they are <see cref="DecodeUsage.OutputTokens"/>.</summary>
/// <param name="Target">Tokens of the target model itself.</param>
/// <param name="DraftModel">Accepted tokens of the draft model.</param>
/// <param name="NGram">Accepted repetitions of earlier text.</param>
/// <param name="Forced">Tokens that the format left no choice about.</param>
public readonly record struct OriginCounts(int Target, int DraftModel, int NGram, int Forced)
{
    /// <summary>The counts with one token more.</summary>
    internal OriginCounts With(TokenOrigin origin) => origin switch
    {
        TokenOrigin.DraftModel => this with { DraftModel = DraftModel + 1 },
        TokenOrigin.NGram => this with { NGram = NGram + 1 },
        TokenOrigin.Forced => this with { Forced = Forced + 1 },
        _ => this with { Target = Target + 1 },
    };
}

namespace LatencyPortal.Decoding.Constraints;

/// <summary>A state and, below it, where to go on after its part; shared tails make copies free.</summary>
internal sealed class GrammarStack(int state, GrammarStack? below, long number)
{
    public int State { get; } = state;

    public GrammarStack? Below { get; } = below;

    /// <summary>Tells this stack from others with the same state.</summary>
    public long Number { get; } = number;
}

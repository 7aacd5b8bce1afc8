namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// Where in a grammar one stands after some bytes: all the stacks they may have led to. Immutable to
/// its users; what was computed from it is remembered in it.
/// </summary>
internal sealed class GrammarPosition(GrammarStack[] stacks, bool isComplete, int classCount)
{
    private readonly GrammarPosition?[] _next = new GrammarPosition?[classCount];

    /// <summary>Stacks whose state has a step over a byte.</summary>
    public ReadOnlySpan<GrammarStack> Stacks => stacks;

    /// <summary>The bytes so far are a whole document.</summary>
    public bool IsComplete { get; } = isComplete;

    /// <summary>The bytes so far begin no document.</summary>
    public bool IsDead => stacks.Length == 0 && !IsComplete;

    /// <summary>The allowed tokens, once they were asked for.</summary>
    public AllowedTokens? Allowed { get; set; }

    /// <summary>The position after a byte of a class; null until it was computed.</summary>
    public ref GrammarPosition? Next(int byteClass) => ref _next[byteClass];

    public void ForgetNext() => Array.Clear(_next);
}

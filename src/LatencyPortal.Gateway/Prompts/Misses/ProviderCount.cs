using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Misses;

/// <summary>
/// Turns tokens as the portal counts them into those of the provider, whose encoding may be another: by what both counted of one request. All
/// requests it is held against are turned by the same quotient, so that equal beginnings stay equally long.
/// </summary>
internal readonly struct ProviderCount(TracedRequest request)
{
    /// <summary>1 where the provider did not say.</summary>
    private readonly double _quotient = request.InputTokens is { } reported && request.Trace.Tokens > 0 ? (double)reported / request.Trace.Tokens : 1;

    public int Of(int tokens) => (int)Math.Round(tokens * _quotient);

    /// <summary>The trace with its places in the provider's count.</summary>
    public PromptTrace Of(PromptTrace trace)
    {
        if (_quotient == 1)
            return trace;
        var marks = new TracedMark[trace.Marks.Count];
        for (var i = 0; i < marks.Length; i++)
        {
            // Places have to grow, also where the provider's tokens are longer.
            marks[i] = trace.Marks[i] with { Tokens = Math.Max(Of(trace.Marks[i].Tokens), i == 0 ? 1 : marks[i - 1].Tokens + 1) };
        }

        return trace with { Marks = marks };
    }
}

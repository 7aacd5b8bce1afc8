namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>Makes the marks of a prompt.</summary>
public static class PromptMarks
{
    /// <summary>A mark every so many tokens, and one at the end.</summary>
    /// <param name="tokens">The prompt.</param>
    /// <param name="every">Tokens from one mark to the next, 1 or more; what divides minimum and granularity of a family makes its predictions exact.</param>
    public static PrefixMark[] OfTokens(ReadOnlySpan<int> tokens, int every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        var marks = new PrefixMark[(tokens.Length + every - 1) / every];
        var hash = 0UL;
        for (var i = 0; i < tokens.Length; i++)
        {
            hash = Chain(hash, (uint)tokens[i]);
            if ((i + 1) % every == 0 || i + 1 == tokens.Length)
                marks[i / every] = new PrefixMark(hash, i + 1);
        }

        return marks;
    }

    /// <summary>A mark at each of some places.</summary>
    /// <param name="tokens">The prompt.</param>
    /// <param name="places">Tokens in front of each place, 1 or more, ascending.</param>
    public static PrefixMark[] OfTokens(ReadOnlySpan<int> tokens, IReadOnlyList<int> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var marks = new PrefixMark[places.Count];
        var (hash, at) = (0UL, 0);
        for (var i = 0; i < marks.Length; i++)
        {
            while (at < places[i])
                hash = Chain(hash, (uint)tokens[at++]);
            marks[i] = new PrefixMark(hash, at);
        }

        return marks;
    }

    /// <summary>A mark behind every piece; a piece without tokens belongs to the mark of the next one, or to none at the end.</summary>
    public static PrefixMark[] OfPieces(ReadOnlySpan<PromptPiece> pieces)
    {
        var marks = new List<PrefixMark>(pieces.Length);
        var hash = 0UL;
        var tokens = 0;
        foreach (var piece in pieces)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(piece.Tokens, nameof(pieces));
            hash = Chain(hash, piece.Hash);
            tokens += piece.Tokens;
            if (piece.Tokens > 0)
                marks.Add(new PrefixMark(hash, tokens));
        }

        return [.. marks];
    }

    /// <summary>The hash of a prefix and what follows it.</summary>
    // The last steps of SplitMix64: one to one, so that prompts which differ once never meet again by rule, only by chance.
    internal static ulong Chain(ulong before, ulong next)
    {
        var mixed = (before ^ (before >> 32)) + next + 0x9E3779B97F4A7C15UL;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return mixed ^ (mixed >> 31);
    }
}

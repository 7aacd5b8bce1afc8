using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>What input costs under a family's rule, in tokens of plain input.</summary>
internal static class CachePrices
{
    /// <summary>Whether the family's file says all that is needed where breakpoints are set.</summary>
    public static bool AreKnown(ModelFamily family) =>
        family.ReadMultiple is not null && family.Lifetimes.Count > 0 && family.Lifetimes.All(life => life.WriteMultiple is not null);

    /// <summary>The cost; <see langword="null"/> when a price that is needed is unknown.</summary>
    /// <param name="family">The rule.</param>
    /// <param name="input">All input tokens.</param>
    /// <param name="cached">Those that were served.</param>
    /// <param name="written">Those that were written with the first lifetime.</param>
    /// <param name="longer">Those that were written with the second lifetime.</param>
    public static double? Units(ModelFamily family, long input, long cached, long written, long longer)
    {
        var read = cached == 0 ? 0 : family.ReadMultiple * cached;
        return input - cached - written - longer + read + Write(family, 0, written) + Write(family, 1, longer);
    }

    private static double? Write(ModelFamily family, int lifetime, long tokens) =>
        tokens == 0 ? 0
        : lifetime < family.Lifetimes.Count ? family.Lifetimes[lifetime].WriteMultiple * tokens
        // Caches that keep everything by themselves and say nothing of a price for it take the input's.
        : family.MostBreakpoints is null ? tokens : null;
}

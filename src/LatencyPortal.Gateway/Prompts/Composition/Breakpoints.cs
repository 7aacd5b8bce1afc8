using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>The breakpoints of a prompt as the caches see them.</summary>
internal static class Breakpoints
{
    /// <summary>
    /// Those that the portal sets when nobody planned any: behind the tools, the system message and the last message, as its Anthropic client
    /// does. Where the provider sets one at the last message by itself, the one behind the system message is added
    /// (<see cref="PromptMarkers"/>); a named object holds what all prompts begin with.
    /// </summary>
    public static (ReadOnlyMemory<CacheBreakpoint> Breakpoints, bool Automatic) Default(ModelFamily? family, PromptEnds ends)
    {
        if (family?.MostBreakpoints is not { } most)
            return (default, false);
        var fixedEnd = ends.System >= 0 ? ends.System : ends.Tools;
        IEnumerable<int> marks = family switch
        {
            { AutomaticBreakpoint: true } => [ends.System],
            { Mechanism: CacheMechanism.NamedObject } => [fixedEnd],
            _ => [ends.Tools, ends.System, ends.Last],
        };
        return (marks.Where(mark => mark >= 0).Distinct().TakeLast(most).Select(mark => new CacheBreakpoint(mark)).ToArray(), family.AutomaticBreakpoint);
    }

    /// <summary>Those of a plan.</summary>
    /// <param name="family">The rule.</param>
    /// <param name="places">The places that the prompt has, ascending, with the provider's word for the lifetime.</param>
    /// <param name="automatic">Whether the provider sets its own too.</param>
    public static (ReadOnlyMemory<CacheBreakpoint> Breakpoints, bool Automatic) Planned(ModelFamily? family, IEnumerable<(int Mark, string? Lifetime)> places, bool automatic)
    {
        if (family?.MostBreakpoints is not { } most)
            return (default, false);
        automatic &= family.AutomaticBreakpoint;
        return (places.TakeLast(most - (automatic ? 1 : 0)).Select(place => new CacheBreakpoint(place.Mark, Lifetime(family, place.Lifetime))).ToArray(), automatic);
    }

    private static int Lifetime(ModelFamily family, string? name)
    {
        for (var i = 0; i < family.Lifetimes.Count; i++)
        {
            if (family.Lifetimes[i].Name == name)
                return i;
        }

        return 0;
    }
}

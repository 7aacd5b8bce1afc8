using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>
/// The breakpoints that the portal sets when nobody planned any, as the caches see them: behind the tools, the system message and the last
/// message, as its Anthropic client does. Where the provider sets one at the last message by itself, the one behind the system message is
/// added (<see cref="PromptMarkers"/>); a named object holds what all prompts begin with.
/// </summary>
internal static class DefaultBreakpoints
{
    public static (ReadOnlyMemory<CacheBreakpoint> Breakpoints, bool Automatic) Of(ModelFamily? family, PromptEnds ends)
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
}

using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>
/// The breakpoints that the portal sets when nobody planned any: behind the tools, the system message and the last message, as its
/// Anthropic client does. Where the provider sets one by itself it sets none, and a named object holds what all prompts begin with.
/// </summary>
internal static class DefaultBreakpoints
{
    public static (ReadOnlyMemory<CacheBreakpoint> Breakpoints, bool Automatic) Of(ModelFamily? family, PromptEnds ends)
    {
        if (family?.MostBreakpoints is not { } most)
            return (default, false);
        if (family.AutomaticBreakpoint)
            return (default, true);
        var fixedEnd = ends.System >= 0 ? ends.System : ends.Tools;
        IEnumerable<int> marks = family.Mechanism == CacheMechanism.NamedObject ? [fixedEnd] : [ends.Tools, ends.System, ends.Last];
        return (marks.Where(mark => mark >= 0).Distinct().TakeLast(most).Select(mark => new CacheBreakpoint(mark)).ToArray(), false);
    }
}

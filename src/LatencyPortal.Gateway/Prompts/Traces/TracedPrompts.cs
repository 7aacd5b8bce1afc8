using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>A trace as a cache sees its prompt.</summary>
internal static class TracedPrompts
{
    public static CachedPrompt Prompt(PromptTrace trace) => new()
    {
        Marks = trace.Marks.Select(mark => new PrefixMark(mark.Hash, mark.Tokens)).ToArray(),
        TotalTokens = trace.Tokens,
        Blocks = Enumerable.Range(0, trace.Marks.Count).Where(i => trace.Marks[i].EndsBlock).ToArray(),
        Breakpoints = trace.Breakpoints.Select(point => new CacheBreakpoint(point.Mark, point.Lifetime)).ToArray(),
        AutomaticBreakpoint = trace.AutomaticBreakpoint,
    };
}

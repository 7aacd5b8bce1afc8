using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>The cache of one model that is told of each recorded prompt, and of the answers in the prompts that go on. Not safe for concurrent use.</summary>
internal sealed class FollowedCache(ModelFamily family, int mostEntries)
{
    private readonly PrefixCacheModel _cache = new(family, mostEntries: mostEntries);

    /// <summary>Where prompts ended: what stands behind such a place in a later one is the answer, which the model had computed itself.</summary>
    private readonly HashSet<ulong> _ends = [];

    public ModelFamily Family => family;

    /// <summary>What it makes of a prompt; <see langword="null"/> when the provider would not take it so.</summary>
    public CacheOutcome? Take(PromptTrace trace)
    {
        var prompt = Prompt(trace, trace.Marks.Count);
        if (_cache.Check(prompt) is not null)
            return null;
        if (family.KeepsAnswers)
            KeepAnswer(trace);
        return _cache.Take(prompt, trace.At);
    }

    private void KeepAnswer(PromptTrace trace)
    {
        // The question, what was answered before it, and what had been asked.
        int[] last = [.. Enumerable.Range(0, trace.Marks.Count).Where(i => trace.Marks[i].EndsBlock).TakeLast(3)];
        if (last.Length == 3 && _ends.Contains(trace.Marks[last[0]].Hash))
            _cache.Keep(Prompt(trace, last[1] + 1), trace.At);
        if (_ends.Count >= mostEntries)
            _ends.Clear();
        if (last.Length > 0)
            _ends.Add(trace.Marks[last[^1]].Hash);
    }

    private static CachedPrompt Prompt(PromptTrace trace, int marks) => new()
    {
        Marks = trace.Marks.Take(marks).Select(mark => new PrefixMark(mark.Hash, mark.Tokens)).ToArray(),
        TotalTokens = marks == 0 ? 0 : trace.Marks[marks - 1].Tokens,
        Blocks = Enumerable.Range(0, marks).Where(i => trace.Marks[i].EndsBlock).ToArray(),
        Breakpoints = trace.Breakpoints.Where(point => point.Mark < marks).Select(point => new CacheBreakpoint(point.Mark, point.Lifetime)).ToArray(),
        AutomaticBreakpoint = trace.AutomaticBreakpoint,
    };
}

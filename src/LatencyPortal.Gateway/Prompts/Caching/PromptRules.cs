namespace LatencyPortal.Gateway.Prompts.Caching;

/// <summary>What has to hold for every prompt, whatever the family.</summary>
internal static class PromptRules
{
    public static string? FaultOf(CachedPrompt prompt, int lifetimes)
    {
        var marks = prompt.Marks.Span;
        var before = 0;
        foreach (var mark in marks)
        {
            if (mark.Tokens <= before)
                return "Marks have to ascend in tokens.";
            before = mark.Tokens;
        }

        if (prompt.TotalTokens < before)
            return "The prompt has fewer tokens than its last mark.";
        if (prompt.Lifetime < 0 || prompt.Lifetime >= lifetimes)
            return $"There is no lifetime {prompt.Lifetime}.";
        return OfBlocks(prompt.Blocks.Span, marks.Length) ?? OfBreakpoints(prompt, lifetimes);
    }

    private static string? OfBlocks(ReadOnlySpan<int> blocks, int marks)
    {
        var before = -1;
        foreach (var block in blocks)
        {
            if (block <= before || block >= marks)
                return "Content blocks have to end at marks, in ascending order.";
            before = block;
        }

        return null;
    }

    private static string? OfBreakpoints(CachedPrompt prompt, int lifetimes)
    {
        var blocks = prompt.Blocks.Span;
        var before = -1;
        foreach (var point in prompt.Breakpoints.Span)
        {
            if (point.Mark <= before || point.Mark >= prompt.Marks.Length)
                return "Breakpoints have to stand at marks, in ascending order.";
            if (!blocks.IsEmpty && blocks.BinarySearch(point.Mark) < 0)
                return $"No content block ends at the breakpoint at mark {point.Mark}.";
            if (point.Lifetime < 0 || point.Lifetime >= lifetimes)
                return $"There is no lifetime {point.Lifetime}.";
            before = point.Mark;
        }

        return null;
    }
}

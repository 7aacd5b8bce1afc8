using System.IO.Hashing;
using System.Runtime.InteropServices;
using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>Plays three requests through a family's rule: the first of a conversation, the first of another one, and the second of the first.</summary>
public static class FamilyForecaster
{
    /// <summary>Tokens that an answer is taken to have.</summary>
    private const int AnswerTokens = 200;

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(30);

    /// <param name="analysis">An analysis without problems.</param>
    /// <param name="family">The rule, with the figures of its model.</param>
    public static FamilyForecast Of(TemplateAnalysis analysis, ModelFamily family)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(family);
        var cache = new PrefixCacheModel(family);
        cache.Take(Prompt(analysis, family, conversation: 1, turn: 1), Start);
        var other = cache.Take(Prompt(analysis, family, conversation: 2, turn: 1), Start + Apart);
        var second = Prompt(analysis, family, conversation: 1, turn: 2);
        var next = cache.Take(second, Start + Apart + Apart);
        return new FamilyForecast(family, analysis.Tokens, other.CachedTokens, next.CachedTokens, second.TotalTokens);
    }

    private static CachedPrompt Prompt(TemplateAnalysis analysis, ModelFamily family, int conversation, int turn)
    {
        var chain = new MarkChain(family);
        var parts = analysis.Parts;
        var last = parts.Count == 0 ? 0 : parts[^1].Part.Message;
        var hasHistory = parts.Any(part => part.Part.Message > 0 || part.Part.Message == last);
        for (var i = 0; i < parts.Count; i++)
        {
            var (part, tokens, rate) = parts[i];
            // A turn that has been asked is history to the letter; the new one follows the answer.
            if (turn == 2 && hasHistory && part.Message == last && (i == 0 || parts[i - 1].Part.Message != last))
            {
                foreach (var asked in parts.Skip(i))
                    chain.Add(Hash(asked, conversation, 1), asked.Tokens);
                chain.EndBlock();
                chain.Add((ulong)conversation * 7919, AnswerTokens);
                chain.EndBlock();
            }

            chain.Add(Hash(parts[i], conversation, turn), tokens);
            if (i + 1 < parts.Count && parts[i + 1].Part.Message == part.Message)
                continue;
            chain.EndBlock();
            if (part.Message == PromptPart.Tools)
                chain.EndTools();
            else if (part.Message == 0 && analysis.Roles is ["system", ..])
                chain.EndSystem();
        }

        return chain.Finish();
    }

    /// <summary>What a part says in this request: steady parts the same, volatile ones something of their own.</summary>
    private static ulong Hash(AnalyzedPart part, int conversation, int turn)
    {
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(part.Part.Text.AsSpan()));
        return part.Rate switch
        {
            >= ChangeRate.Request => hash + ((ulong)conversation * 1_000_003) + ((ulong)turn * 10_007),
            >= ChangeRate.User => hash + ((ulong)conversation * 1_000_003),
            _ => hash,
        };
    }
}

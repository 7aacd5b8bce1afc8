using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;

namespace LatencyPortal.Prompts.Versions;

/// <summary>Looks at what a version would lose before it goes to production.</summary>
internal static class PromotionGate
{
    /// <param name="production">The version in production.</param>
    /// <param name="candidate">The version that is to take its place.</param>
    /// <param name="family">The portal's first family.</param>
    /// <param name="now">The moment of the examples.</param>
    public static GateVerdict Check(PromptTemplate production, PromptTemplate candidate, ModelFamily family, DateTimeOffset now)
    {
        var (was, becomes) = (Analyze(production, now), Analyze(candidate, now));
        return new GateVerdict(Share(was), Share(becomes), family.Name, OfFamily(was, family), OfFamily(becomes, family));
    }

    private static TemplateAnalysis Analyze(PromptTemplate template, DateTimeOffset now) => TemplateAnalyzer.Analyze(template, now, O200kCounter.Instance, withFixes: false);

    private static double Share(TemplateAnalysis analysis) => analysis.Tokens == 0 ? 0 : (double)analysis.SharedTokens / analysis.Tokens;

    private static double OfFamily(TemplateAnalysis analysis, ModelFamily family) =>
        family.Mechanism == CacheMechanism.None ? 0 : FamilyForecaster.Of(analysis, family).NewConversationShare;
}

using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>What of a template stays the same from request to request, counted on a prompt of its examples.</summary>
public sealed record TemplateAnalysis
{
    /// <summary>What keeps the template from being used; nothing else is known then.</summary>
    public IReadOnlyList<TemplateProblem> Problems { get; init; } = [];

    /// <summary>The example prompt in the order in which a model reads it.</summary>
    public IReadOnlyList<AnalyzedPart> Parts { get; init; } = [];

    /// <summary>Who says each of its messages: <c>system</c>, <c>user</c> or <c>assistant</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Tokens of the example prompt.</summary>
    public int Tokens { get; init; }

    /// <summary>Leading tokens that another conversation has too: up to the first part that changes more often than hourly.</summary>
    public int SharedTokens { get; init; }

    /// <summary>Leading tokens that the next turn of the same conversation has too: up to the first part that changes with every request.</summary>
    public int SteadyTokens { get; init; }

    /// <summary>The first place that keeps steady text behind it from being cached; <see langword="null"/> when there is none.</summary>
    public VolatilePoint? FirstVolatile { get; init; }

    /// <summary>Changes that would help, the one that wins most first.</summary>
    public IReadOnlyList<TemplateFix> Fixes { get; init; } = [];

    /// <summary>How often each variable changes, as the analysis took it.</summary>
    public IReadOnlyDictionary<string, ChangeRate> Rates { get; init; } = new Dictionary<string, ChangeRate>(StringComparer.Ordinal);
}

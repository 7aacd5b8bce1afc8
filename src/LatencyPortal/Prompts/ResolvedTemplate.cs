using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts;

/// <summary>The version of a template that a request gets.</summary>
/// <param name="Compiled">What is composed.</param>
/// <param name="Version">Its number.</param>
internal sealed record ResolvedTemplate(CompiledTemplate Compiled, int Version)
{
    public string Name => Compiled.Template.Name;

    /// <summary>How its prompts are marked, by id of the family; families that are missing get the portal's own way.</summary>
    public IReadOnlyDictionary<string, CachePlan> Plans { get; init; } = new Dictionary<string, CachePlan>();

    /// <summary>How its prompts are marked for a family; <see langword="null"/> for the portal's own way.</summary>
    public CachePlan? PlanFor(ModelFamily? family) => family is null ? null : Plans.GetValueOrDefault(family.Id);
}

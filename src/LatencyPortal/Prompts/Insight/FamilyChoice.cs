using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Prompts.Insight;

/// <summary>A cache rule that a template can be computed with.</summary>
/// <param name="Family">The rule, with the figures of a model where one of the portal's falls under it.</param>
/// <param name="Label">Its name; unique among the choices.</param>
/// <param name="Models">Ids of the portal's models that have these figures; empty for a rule that none of them has.</param>
public sealed record FamilyChoice(ModelFamily Family, string Label, IReadOnlyList<string> Models)
{
    /// <summary>What is computed where no model of the portal has a rule.</summary>
    private static readonly string[] Usual = ["anthropic", "openai-5.6", "vllm", "portal-decoder"];

    /// <summary>All rules under which anything is cached, those of the portal's models first.</summary>
    public static IReadOnlyList<FamilyChoice> Of(FamilyCatalogue catalogue, IEnumerable<ModelDescription> models)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var used = models.Where(model => Caches(model.Family)).GroupBy(model => model.Family!).ToList();
        var byId = used.ToLookup(group => group.Key.Id);
        return
        [
            .. used.Select(group => new FamilyChoice(
                group.Key,
                // Models of one family may differ in minimum or price.
                byId[group.Key.Id].Count() == 1 ? group.Key.Name : $"{group.Key.Name}, {group.First().Id}",
                [.. group.Select(model => model.Id)])),
            .. catalogue.Families.Where(family => Caches(family) && !byId.Contains(family.Id)).Select(family => new FamilyChoice(family, family.Name, [])),
        ];
    }

    /// <summary>Those that are computed unless somebody chooses others.</summary>
    public static IReadOnlyList<FamilyChoice> Default(IReadOnlyList<FamilyChoice> all) =>
        all.Any(choice => choice.Models.Count > 0)
            ? [.. all.Where(choice => choice.Models.Count > 0)]
            : [.. all.Where(choice => Usual.Contains(choice.Family.Id))];

    private static bool Caches(ModelFamily? family) => family is not null && family.Mechanism != CacheMechanism.None;
}

using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Prompts;

/// <summary>A family and the portal's models that fall under it, by id.</summary>
/// <param name="Family">The family.</param>
/// <param name="Models">Ids of the models.</param>
public sealed record FamilyUse(ModelFamily Family, IReadOnlyList<string> Models)
{
    /// <summary>All families, those in use first; and the models whose rule nobody knows.</summary>
    public static (IReadOnlyList<FamilyUse> Families, IReadOnlyList<string> Unknown) Of(
        FamilyCatalogue catalogue, IEnumerable<string> localModels, IEnumerable<EndpointConfig> endpoints)
    {
        var models = localModels.Select(name => (Id: name, Family: (string?)catalogue.Local.Id))
            .Concat(endpoints.SelectMany(endpoint => endpoint.Models.Select(name => (Id: $"{endpoint.Name}/{name}", Family: catalogue.For(endpoint, name)?.Id))))
            .ToLookup(model => model.Family, model => model.Id);
        return (
            [.. catalogue.Families.Select(family => new FamilyUse(family, [.. models[family.Id]])).OrderBy(use => use.Models.Count == 0)],
            [.. models[null]]);
    }
}

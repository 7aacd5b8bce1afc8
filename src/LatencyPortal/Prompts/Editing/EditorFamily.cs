using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Prompts.Editing;

/// <summary>A family that a template is judged by.</summary>
/// <param name="Family">The rule, with the figures of the first of its models here.</param>
/// <param name="Models">Ids of the portal's models under it.</param>
public sealed record EditorFamily(ModelFamily Family, IReadOnlyList<string> Models)
{
    /// <summary>Families in use first.</summary>
    public static IReadOnlyList<EditorFamily> Of(IEnumerable<FamilyUse> uses) =>
        [.. uses.Select(use => new EditorFamily(use.Models.Count == 0 ? use.Family : use.Family.Of(NameOf(use.Models[0])), use.Models))];

    /// <summary>The one that a template is judged by until somebody chooses: that of the first of these models that has one, else the first in use.</summary>
    public static EditorFamily Default(IReadOnlyList<EditorFamily> families, params IEnumerable<string?> models)
    {
        ArgumentNullException.ThrowIfNull(families);
        return models.Select(model => families.FirstOrDefault(family => model is not null && family.Models.Contains(model))).FirstOrDefault(family => family is not null) ?? families[0];
    }

    // An endpoint's model is written endpoint/model.
    private static string NameOf(string id) => id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..];
}

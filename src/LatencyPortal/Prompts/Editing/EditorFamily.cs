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

    // An endpoint's model is written endpoint/model.
    private static string NameOf(string id) => id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..];
}

using System.Text.Json;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// <c>oneOf</c> means exactly one. It is followed like <c>anyOf</c>, which is the same where no value
/// can satisfy two options; where that cannot be seen, the schema is refused.
/// </summary>
internal sealed class OneOfCheck(SchemaDocument document, SchemaExpander expander, ShapeReader shapes)
{
    /// <summary>How far options are looked into for a difference.</summary>
    private const int Deepest = 3;
    private const int MostOptions = 64;
    private const int MostComparisons = 10_000;

    private readonly HashSet<string> _checked = [];
    private int _comparisons;

    /// <exception cref="SchemaException">Two options may both hold.</exception>
    public void Check(IEnumerable<string> pointersOfSchemas)
    {
        foreach (var pointer in pointersOfSchemas)
        {
            var schema = document[pointer];
            if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("oneOf", out var options) || !_checked.Add(pointer))
                continue;
            var pointers = document.Items(pointer, "oneOf", options);
            if (pointers.Count > MostOptions)
                throw SchemaException.At(pointer, $"\"oneOf\" has more than {MostOptions} options.");
            for (var i = 0; i < pointers.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    if (!AreDisjoint([new SchemaPlace(pointers[i])], [new SchemaPlace(pointers[j])], 0))
                        throw SchemaException.At(pointer, "\"oneOf\" has options that one value might satisfy at once; use \"anyOf\".");
                }
            }
        }
    }

    private bool AreDisjoint(List<SchemaPlace> one, List<SchemaPlace> other, int depth)
    {
        if (++_comparisons > MostComparisons)
            throw new SchemaException("The JSON schema cannot be used: its \"oneOf\" options take too many comparisons to tell apart.");
        var first = expander.Expand(one, out var firstHasChoices);
        var second = expander.Expand(other, out var secondHasChoices);
        if (!firstHasChoices && !secondHasChoices)
            return AreDisjoint(shapes.Read(first[0]), shapes.Read(second[0]), depth);
        return depth < Deepest && first.All(a => second.All(b => AreDisjoint(a, b, depth + 1)));
    }

    private bool AreDisjoint(SchemaShape one, SchemaShape other, int depth)
    {
        var common = KindsOf(one) & KindsOf(other);
        if (common == JsonKinds.None)
            return true;
        if (one.Values is { } first && other.Values is { } second)
            return !first.Any(a => second.Any(b => JsonElement.DeepEquals(a, b)));
        return common == JsonKinds.Object && depth < Deepest && one.Values is null && other.Values is null &&
            (HaveContradiction(one, other, depth) || HaveContradiction(other, one, depth));
    }

    /// <summary>A member that one requires is forbidden, or something else, in the other.</summary>
    private bool HaveContradiction(SchemaShape one, SchemaShape other, int depth) =>
        one.Properties.Where(member => member.IsRequired).Any(member =>
            other.Properties.Find(candidate => candidate.Name == member.Name) is { } same
                ? same.IsForbidden || AreDisjoint(member.Places, same.Places, depth + 1)
                : other.IsClosed);

    private static JsonKinds KindsOf(SchemaShape shape) => shape.Values is { } values
        ? values.Aggregate(JsonKinds.None, (all, value) => all | KindOf(value))
        : shape.Kinds;

    private static JsonKinds KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonKinds.Null,
        JsonValueKind.True or JsonValueKind.False => JsonKinds.Boolean,
        JsonValueKind.Number => JsonKinds.Number,
        JsonValueKind.String => JsonKinds.String,
        JsonValueKind.Array => JsonKinds.Array,
        _ => JsonKinds.Object,
    };
}

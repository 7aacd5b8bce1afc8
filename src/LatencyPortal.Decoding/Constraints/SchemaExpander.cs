using System.Text.Json;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>Resolves what combines schemas: references, <c>allOf</c>, <c>anyOf</c> and <c>oneOf</c>.</summary>
internal sealed class SchemaExpander(SchemaDocument document)
{
    private const int MostVariants = 256;
    private const int LongestChain = 100;

    /// <summary>
    /// The ways to satisfy all of some places at once: a list of bare places each if there was a
    /// choice, which may contain further choices. One list without choices is the end of it.
    /// </summary>
    public List<List<SchemaPlace>> Expand(List<SchemaPlace> places, out bool hasChoices)
    {
        var bare = new List<SchemaPlace>();
        var choices = new List<List<string>>();
        var visited = new HashSet<string>();
        foreach (var place in places)
        {
            if (place.IsBare)
                AddOnce(bare, place);
            else
                Visit(place.Pointer, bare, choices, visited, []);
        }

        hasChoices = choices.Count > 0;
        var variants = new List<List<SchemaPlace>> { bare };
        foreach (var choice in choices)
        {
            if (variants.Count * choice.Count > MostVariants)
                throw SchemaException.At(places[0].Pointer, $"\"anyOf\" and \"oneOf\" together allow more than {MostVariants} variants.");
            variants = [.. variants.SelectMany(variant => choice.Select(
                option => variant.Append(new SchemaPlace(option)).ToList()))];
        }

        return variants;
    }

    private void Visit(
        string pointer, List<SchemaPlace> bare, List<List<string>> choices, HashSet<string> visited, List<string> chain)
    {
        if (chain.Contains(pointer))
            throw SchemaException.At(pointer, "it refers to itself without end.");
        if (chain.Count > LongestChain)
            throw SchemaException.At(pointer, $"more than {LongestChain} references follow one another.");
        if (!visited.Add(pointer))
            return;
        AddOnce(bare, new SchemaPlace(pointer, IsBare: true));
        var schema = document[pointer];
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return;
        SchemaKeywords.Check(pointer, schema);
        chain.Add(pointer);
        if (schema.TryGetProperty("$ref", out var reference))
            Visit(document.Resolve(pointer, reference.GetString()!), bare, choices, visited, chain);
        if (schema.TryGetProperty("allOf", out var all))
        {
            foreach (var part in document.Items(pointer, "allOf", all))
                Visit(part, bare, choices, visited, chain);
        }

        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(keyword, out var options))
                choices.Add(document.Items(pointer, keyword, options));
        }

        chain.RemoveAt(chain.Count - 1);
    }

    private static void AddOnce(List<SchemaPlace> places, SchemaPlace place)
    {
        if (!places.Contains(place))
            places.Add(place);
    }
}

using System.Text.Json;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>What the keywords of some places, taken together, say about a value.</summary>
internal sealed class SchemaShape
{
    /// <summary>Types the value may have.</summary>
    public JsonKinds Kinds { get; set; } = JsonKinds.All;

    /// <summary>All the values there are; null if they are not listed.</summary>
    public List<JsonElement>? Values { get; set; }

    public NumberBounds Bounds { get; set; }

    public int MinLength { get; set; }

    /// <summary><see cref="GrammarState.Unlimited"/> without a limit.</summary>
    public int MaxLength { get; set; } = GrammarState.Unlimited;

    /// <summary>A regular expression for strings.</summary>
    public string? Pattern { get; set; }

    public int MinItems { get; set; }

    /// <summary><see cref="GrammarState.Unlimited"/> without a limit.</summary>
    public int MaxItems { get; set; } = GrammarState.Unlimited;

    /// <summary>What the first items have to satisfy, one by one.</summary>
    public List<List<SchemaPlace>> Prefix { get; } = [];

    /// <summary>What all further items have to satisfy.</summary>
    public List<SchemaPlace> Items { get; } = [];

    /// <summary>Named members in the order of the schema.</summary>
    public List<SchemaProperty> Properties { get; } = [];

    /// <summary>What the values of further members have to satisfy; null if there must be none.</summary>
    public List<SchemaPlace>? Additional { get; set; }

    /// <summary>The schema itself says that there must be no further members.</summary>
    public bool IsClosed { get; set; }
}

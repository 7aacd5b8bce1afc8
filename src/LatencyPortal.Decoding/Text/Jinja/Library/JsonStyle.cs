namespace LatencyPortal.Decoding.Text.Jinja.Library;

/// <summary>How a value is written as JSON. Without an indent as Python's <c>json.dumps</c> does it.</summary>
internal sealed record JsonStyle
{
    /// <summary>How lists and mappings are printed.</summary>
    public static JsonStyle Display { get; } = new() { UndefinedText = "undefined" };

    public static JsonStyle Default { get; } = new();

    /// <summary>Spaces for each level; 0 for all in one line.</summary>
    public int Indent { get; init; }

    public string ItemSeparator { get; init; } = ", ";

    public string KeySeparator { get; init; } = ": ";

    public bool EnsureAscii { get; init; }

    public bool SortKeys { get; init; }

    public string UndefinedText { get; init; } = "null";
}

namespace LatencyPortal.Decoding.Constraints;

/// <summary>A JSON schema cannot be used; the message, for people, says why and where.</summary>
public sealed class SchemaException : ArgumentException
{
    private const int LongestPlace = 120;

    public SchemaException()
    {
    }

    public SchemaException(string message)
        : base(message)
    {
    }

    public SchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A fault at one place of the schema, which is named by its JSON pointer.</summary>
    internal static SchemaException At(string pointer, string fault)
    {
        var place = pointer.Length == 0 ? "at its root" : $"at #{Readable(pointer)}";
        return new SchemaException($"The JSON schema cannot be used: {place}, {fault}");
    }

    /// <summary>A name out of the schema, fit for a message.</summary>
    internal static string Readable(string name)
    {
        var start = name.Length > LongestPlace ? name[..LongestPlace] + "…" : name;
        return string.Concat(start.Select(symbol => char.IsControl(symbol) || char.IsSurrogate(symbol) ? '?' : symbol));
    }
}

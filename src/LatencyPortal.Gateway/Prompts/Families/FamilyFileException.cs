namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>A file of families cannot be used; the message names the file and the field.</summary>
public sealed class FamilyFileException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public FamilyFileException(string file, string fault, Exception? inner = null)
        : base($"{file}: {fault}", inner)
    {
    }

    /// <inheritdoc />
    public FamilyFileException()
    {
    }

    /// <inheritdoc />
    public FamilyFileException(string message)
        : base(message)
    {
    }

    /// <inheritdoc />
    public FamilyFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

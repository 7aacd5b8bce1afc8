namespace LatencyPortal.Decoding;

/// <summary>A model folder cannot be used. The message names the file and the cause.</summary>
public sealed class ModelLoadException : Exception
{
    public ModelLoadException(string message)
        : base(message)
    {
    }

    public ModelLoadException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static ModelLoadException InFile(string path, string cause) => new($"{path}: {cause}");

    internal static ModelLoadException InFile(string path, string cause, Exception inner) =>
        new($"{path}: {cause}", inner);
}

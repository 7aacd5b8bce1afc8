namespace LatencyPortal.Gateway.Providers;

/// <summary>A body came in an encoding that was not asked for and cannot be undone, for example zstd, which .NET 10 does not know.</summary>
internal sealed class UnknownEncodingException(string encoding) : HttpRequestException($"The body is encoded as {encoding}.")
{
    public string Encoding { get; } = encoding;
}

namespace LatencyPortal.Gateway;

/// <summary>How long each step to an endpoint took on a connection of its own; <see langword="null"/> for a step that was not reached or is not there.</summary>
/// <param name="LookupMs">Resolving the host name in ms; <see langword="null"/> for an address and behind a proxy.</param>
/// <param name="ConnectMs">The TCP connection in ms.</param>
/// <param name="TlsMs">The TLS handshake in ms; <see langword="null"/> for plain http.</param>
/// <param name="FirstByteMs">From the request on the ready connection to the response's headers, in ms.</param>
public sealed record ConnectionTiming(double? LookupMs, double? ConnectMs, double? TlsMs, double? FirstByteMs)
{
    /// <summary>
    /// What a first token cannot beat when the connection is new: all steps together, in ms; <see langword="null"/> when nothing answered.
    /// </summary>
    public double? TotalMs => FirstByteMs is { } last ? (LookupMs ?? 0) + (ConnectMs ?? 0) + (TlsMs ?? 0) + last : null;
}

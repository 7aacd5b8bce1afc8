namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>One message of a stream.</summary>
/// <param name="Data">Its data, one line.</param>
/// <param name="Event">The name of the event, in formats that name them.</param>
/// <param name="IsException">Whether it is an error, in formats whose frames say so.</param>
internal sealed record Frame(string Data, string? Event = null, bool IsException = false);

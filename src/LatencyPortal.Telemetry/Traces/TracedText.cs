namespace LatencyPortal.Telemetry.Traces;

/// <summary>A text that a prompt holds, without its words.</summary>
/// <param name="Hash">Salted hash: equal texts have equal hashes within one installation, and nowhere else.</param>
/// <param name="Tokens">Its tokens, 0 or more, as the portal counts them.</param>
/// <param name="Text">Its beginning, only where an operator lets the portal keep texts.</param>
public readonly record struct TracedText(ulong Hash, int Tokens, string? Text = null);

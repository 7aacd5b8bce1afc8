namespace LatencyPortal.Telemetry.Traces;

/// <summary>What a variable held in one request, without its words.</summary>
/// <param name="Name">The variable; <c>input</c> is what was asked.</param>
/// <param name="Hash">Salted hash of the value.</param>
/// <param name="Tokens">Tokens of the value, 0 or more, as the portal counts them.</param>
/// <param name="Characters">Characters of the value.</param>
/// <param name="IsBlank">Whether it holds nothing but blanks: a segment of blanks is left out of a prompt.</param>
/// <param name="Text">The beginning of the value, only where an operator lets the portal keep texts.</param>
public readonly record struct TracedValue(string Name, ulong Hash, int Tokens, int Characters, bool IsBlank = false, string? Text = null);

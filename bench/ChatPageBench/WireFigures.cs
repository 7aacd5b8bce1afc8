namespace LatencyPortal.ChatPageBench;

/// <summary>What an answer of 40,000 characters in 10,000 pieces cost between the portal and one page.</summary>
/// <param name="Text">What it is made of.</param>
/// <param name="PiecesPerSecond">Rate at which the endpoint sent it; null for as fast as it goes.</param>
/// <param name="KilobytesDown">All that the circuit sent to the page from question to end, before compression, in 1,000 bytes: envelopes, figures and list included.</param>
/// <param name="MessagesDown">Messages of the circuit to the page.</param>
/// <param name="Seconds">From the question until the answer was complete on the page.</param>
internal sealed record WireFigures(string Text, double? PiecesPerSecond, double KilobytesDown, int MessagesDown, double Seconds);

namespace LatencyPortal.Gateway.Output;

/// <summary>What would have ended an answer sooner.</summary>
/// <param name="Stop">A stop sequence of the list in <see cref="StopFinder"/>, or <see cref="StopFinder.Repetition"/>; never text of a user.</param>
/// <param name="Tokens">Output tokens behind it, 1 or more; estimated by their share of the answer's characters.</param>
internal readonly record struct StopAdvice(string Stop, int Tokens);

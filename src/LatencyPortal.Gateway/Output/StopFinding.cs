namespace LatencyPortal.Gateway.Output;

/// <summary>Where an answer could have ended.</summary>
/// <param name="Stop">See <see cref="StopAdvice.Stop"/>.</param>
/// <param name="End">UTF-16 characters until there, those of the stop sequence included: the model has to write it to be stopped by it.</param>
internal readonly record struct StopFinding(string Stop, int End);

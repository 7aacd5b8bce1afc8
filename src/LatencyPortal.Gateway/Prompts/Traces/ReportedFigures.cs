namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>The prediction beside what providers said, for the requests of which they said it.</summary>
/// <param name="Requests">How many they are.</param>
/// <param name="CachedTokens">Cached tokens as the providers said.</param>
/// <param name="PredictedTokens">Cached tokens as predicted.</param>
/// <param name="SumOfErrors">Differences of the two, request by request, without their signs.</param>
internal readonly record struct ReportedFigures(long Requests, long CachedTokens, long PredictedTokens, long SumOfErrors);

namespace LatencyPortal.Gateway.Resilience;

/// <summary>What a failure before the first token allows. After the first token nothing is tried again: the reader has seen it.</summary>
internal static class FailureRules
{
    /// <summary>
    /// Whether the endpoint is to blame, so that its breaker counts it. A refusal for load is not a fault: it says when to come again.
    /// <see langword="null"/> when it was not asked at all.
    /// </summary>
    public static bool? IsEndpointsFault(ModelCallException failure) => failure.Kind switch
    {
        _ when failure.Refusal is not null => null,
        ModelErrorKind.Unreachable or ModelErrorKind.Timeout or ModelErrorKind.BrokenStream => true,
        ModelErrorKind.ProviderError => failure.StatusCode is null or 424 or >= 500,
        _ => false,
    };

    /// <summary>
    /// Whether the same endpoint may answer when it is asked again. What it did not answer within a minute is not asked again, and who
    /// found its queue full is told at once: waiting outside would be a second queue, without a bound.
    /// </summary>
    public static bool AllowsRetry(ModelCallException failure) => failure.Refusal is null && failure.Kind switch
    {
        ModelErrorKind.Unreachable or ModelErrorKind.BrokenStream or ModelErrorKind.RateLimited => true,
        ModelErrorKind.ProviderError => failure.StatusCode is null or 408 or 409 or 424 or >= 500,
        _ => false,
    };

    /// <summary>Whether another member may answer: all but what is wrong with the request itself.</summary>
    public static bool AllowsFailover(ModelCallException failure) => failure.Kind is not (ModelErrorKind.InvalidRequest or ModelErrorKind.PromptTooLong);
}

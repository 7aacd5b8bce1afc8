using LatencyPortal.Telemetry;

namespace LatencyPortal.Dashboards;

/// <summary>How a request ended, in words.</summary>
internal static class OutcomeText
{
    public static string Word(RequestRecord record) => record.Outcome switch
    {
        RequestOutcome.Completed => "Completed",
        RequestOutcome.Cancelled => "Stopped",
        _ => "Failed",
    };

    public static string Sign(RequestRecord record) => record.Outcome switch
    {
        RequestOutcome.Completed => "✓",
        RequestOutcome.Cancelled => "■",
        _ => "✕",
    };

    public static string Css(RequestRecord record) => record.Outcome switch
    {
        RequestOutcome.Completed => "good",
        RequestOutcome.Cancelled => "stopped",
        _ => "missed",
    };

    /// <summary>The reason in a few words; nothing for an answer that simply ended.</summary>
    public static string? Reason(RequestRecord record) => record switch
    {
        { Outcome: RequestOutcome.Failed, ErrorKind: { } kind } => kind.Replace('_', ' '),
        { Outcome: RequestOutcome.Completed, FinishReason: "length" } => "output limit",
        { Outcome: RequestOutcome.Completed, FinishReason: not (null or "stop") } => record.FinishReason.Replace('_', ' '),
        _ => null,
    };

    /// <summary>What happened, in a sentence.</summary>
    public static string Sentence(RequestRecord record) => record.Outcome switch
    {
        RequestOutcome.Completed when record.WasCutByRoute => "The answer reached the portal's limit of output tokens for this route; it is set on Settings, under Output limits.",
        RequestOutcome.Completed => record.FinishReason switch
        {
            null or "stop" => "The model ended its answer.",
            "length" => "The answer reached its output limit.",
            "content_filter" => "The endpoint's content filter ended the answer.",
            "tool_calls" => "The model asked for a tool.",
            var other => $"The model ended with the reason {other.Replace('_', ' ')}.",
        },
        RequestOutcome.Cancelled => "The user or the API client stopped it.",
        _ => record.ErrorKind switch
        {
            "unknown_model" => "The endpoint does not know this model.",
            "model_unavailable" => "The model could not be used.",
            "wrong_key" => "The endpoint refused the API key.",
            "rate_limited" => "The endpoint refused it for load or quota.",
            "queue_full" => "Every place of the endpoint and of its queue was taken, so it was not sent.",
            "breaker_open" => "All who could answer had failed too often and were left alone, so it was not sent.",
            "unreachable" => "No connection to the endpoint could be made.",
            "interrupted" => "The portal ended while the answer was being made.",
            "timeout" => "A time limit passed: no connection, no first token, or silence for too long.",
            "broken_stream" => "The stream broke off before its end.",
            "prompt_too_long" => "The prompt did not fit the context of the model.",
            "invalid_request" => "The endpoint called the request invalid.",
            "provider_error" => "The endpoint reported an error.",
            null => "The reason is not known.",
            var other => $"Reason: {other.Replace('_', ' ')}.",
        },
    };
}

namespace LatencyPortal.Telemetry;

/// <summary>
/// The stamps of one model call, each in milliseconds after t0 (submit), read from one monotonic clock on arrival.
/// <see langword="null"/> means that the moment was never reached or is not known. This is the only type that turns
/// stamps into TTFT, TTFO, TPOT and E2E; the words are defined in docs/design.md.
/// </summary>
public readonly record struct RequestStamps
{
    /// <summary>t1: the request was handed to the model or written to the upstream connection.</summary>
    public double? RequestWritten { get; init; }

    /// <summary>t2: response headers arrived, or the local decoder took the request from its queue.</summary>
    public double? Headers { get; init; }

    /// <summary>t3: first non-empty content, reasoning or tool delta.</summary>
    public double? FirstToken { get; init; }

    /// <summary>t4: first visible answer character, after any reasoning.</summary>
    public double? FirstAnswer { get; init; }

    /// <summary>t5: first character painted in the browser, on the server's clock; only for chat.</summary>
    public double? FirstPaint { get; init; }

    /// <summary>tn: last content.</summary>
    public double? LastToken { get; init; }

    /// <summary>tend: clean end of the stream, or the moment at which it failed or was stopped.</summary>
    public double? End { get; init; }

    /// <summary>Time to first token in ms: t3 − t1.</summary>
    public double? TimeToFirstToken => FirstToken - RequestWritten;

    /// <summary>Time to first output in ms: t4 − t1.</summary>
    public double? TimeToFirstOutput => FirstAnswer - RequestWritten;

    /// <summary>Time to first token as the user sees it in ms: t5 − t0.</summary>
    public double? UserTimeToFirstToken => FirstPaint;

    /// <summary>End-to-end latency in ms: tend − t1.</summary>
    public double? EndToEnd => End - RequestWritten;

    /// <summary>
    /// Time per output token in ms: (tn − t3)/(n − 1). <see langword="null"/> for fewer than two tokens, and when all of them
    /// came in one piece, which tells nothing of their pace; never 0.
    /// </summary>
    /// <param name="outputTokens">n, the output tokens of the call, reasoning included.</param>
    public double? TimePerOutputToken(int? outputTokens) =>
        outputTokens >= 2 && LastToken > FirstToken ? (LastToken - FirstToken) / (outputTokens - 1) : null;
}

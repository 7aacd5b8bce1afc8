using LatencyPortal.Gateway.Prompts.Traces;

namespace LatencyPortal.Cli.Traces;

/// <summary>The JSON of <c>trace predict</c>. What there is nothing of is null, never 0.</summary>
internal sealed record PredictReport
{
    /// <summary>The file.</summary>
    public required string Trace { get; init; }

    public required string Format { get; init; }

    /// <summary>Tokens of a block; null where the trace itself says where each ends.</summary>
    public required int? Block { get; init; }

    /// <summary>Blocks that each replica holds; null for as many as come.</summary>
    public required int? Capacity { get; init; }

    /// <summary>Seconds that a block stays unused; null for good.</summary>
    public required double? Ttl { get; init; }

    /// <summary>How replicas are chosen; null when there is one alone.</summary>
    public required string? Policy { get; init; }

    public required long Requests { get; init; }

    public required long Blocks { get; init; }

    public required long HitBlocks { get; init; }

    public required double? HitBlockShare { get; init; }

    public required long Tokens { get; init; }

    public required long HitTokens { get; init; }

    public required double? HitTokenShare { get; init; }

    /// <summary>The later half of the requests, when the caches were no longer cold.</summary>
    public required CacheReport SecondHalf { get; init; }

    /// <summary>Requests of the busiest replica / mean of all replicas, rounded to 4 digits.</summary>
    public required double? Imbalance { get; init; }

    public required IReadOnlyList<CacheReport> Replicas { get; init; }

    /// <summary>Requests of which the provider said how much it had in its cache; what follows covers these alone.</summary>
    public required long ReportedRequests { get; init; }

    /// <summary>Cached tokens as the provider said.</summary>
    public required long? ReportedCachedTokens { get; init; }

    /// <summary>Cached tokens as predicted.</summary>
    public required long? PredictedCachedTokens { get; init; }

    /// <summary>The difference of the two, without its sign.</summary>
    public required long? AbsoluteError { get; init; }

    /// <summary>Mean of the differences of each request, in tokens and without their signs, rounded to 4 digits.</summary>
    public required double? MeanAbsoluteError { get; init; }

    public static PredictReport Of(PredictQuestion question, TracePrediction prediction)
    {
        var all = CacheReport.Of(prediction.All);
        var reported = prediction.Reported;
        return new PredictReport
        {
            Trace = question.Trace,
            Format = question.FormatName,
            Block = question.Block,
            Capacity = question.Setup.Capacity,
            Ttl = question.Setup.Lifetime?.TotalSeconds,
            Policy = question.PolicyName,
            Requests = all.Requests,
            Blocks = all.Blocks,
            HitBlocks = all.HitBlocks,
            HitBlockShare = all.HitBlockShare,
            Tokens = all.Tokens,
            HitTokens = all.HitTokens,
            HitTokenShare = all.HitTokenShare,
            SecondHalf = CacheReport.Of(prediction.SecondHalf),
            Imbalance = CacheReport.Ratio(prediction.Replicas.Max(replica => replica.Requests), prediction.Replicas.Average(replica => replica.Requests)),
            Replicas = [.. prediction.Replicas.Select(CacheReport.Of)],
            ReportedRequests = reported?.Requests ?? 0,
            ReportedCachedTokens = reported?.CachedTokens,
            PredictedCachedTokens = reported?.PredictedTokens,
            AbsoluteError = reported is { } totals ? Math.Abs(totals.PredictedTokens - totals.CachedTokens) : null,
            MeanAbsoluteError = reported is { } errors ? CacheReport.Ratio(errors.SumOfErrors, errors.Requests) : null,
        };
    }
}

using LatencyPortal.Gateway.Output;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Metering;

/// <summary>What is known of one running call; becomes its record. Used by one pump.</summary>
internal sealed class MeteredCall(RequestContext context, ModelDescription model)
{
    // Its own, also when another attempt has become the request.
    private readonly TokenTimeline _timeline = context.OwnTimeline;
    private readonly AnswerTail _tail = new();
    private UsageDetails? _usage;
    private ChatFinishReason? _finish;
    private string? _missReason;

    public Guid Id => context.Id;

    /// <summary>What the call leaves of the template that it was composed of.</summary>
    public PromptTrace? Trace => context.Trace is { } trace ? trace with { PredictedCachedTokens = context.Prediction?.CachedOf(context.Record?.InputTokens) } : null;

    /// <summary>Whether an update only says that the provider has begun to answer.</summary>
    public static bool IsHeadersOnly(ChatResponseUpdate update) =>
        update is { Contents.Count: 0, FinishReason: null, Role: null, RawRepresentation: null };

    public void RequestWritten() => _timeline.MarkRequestWritten();

    public void Arrived(ChatResponseUpdate update)
    {
        _timeline.MarkHeaders();
        if (IsVisible(update))
            _timeline.MarkToken(visible: true);
        else if (IsToken(update))
            _timeline.MarkToken(visible: false);
        _tail.Add(update);
        _finish = update.FinishReason ?? _finish;
        _missReason = ProviderMissWord.Of(update) ?? _missReason;
        _usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? _usage;
    }

    /// <summary>Closes the call.</summary>
    /// <param name="failure">Why it did not end cleanly, if so.</param>
    public RequestRecord End(Exception? failure)
    {
        _timeline.MarkEnd();
        var output = Positive(_usage?.OutputTokenCount);
        var input = Positive(_usage?.InputTokenCount);
        var counted = _timeline.Deltas;
        context.Drafting = DraftingUsage.From(_usage);
        var advice = _tail.Close(output ?? counted, PartOf(_usage?.ReasoningTokenCount, output));
        var record = new RequestRecord
        {
            Id = context.Id,
            ParentId = context.ParentId,
            StartedAt = context.SubmittedAt,
            Source = context.Source,
            Model = model.Id,
            Endpoint = model.Endpoint,
            Region = model.Region,
            Pool = context.Pool,
            Attempt = context.Attempt,
            Streamed = context.Streamed,
            Stamps = _timeline.Stamps,
            InputTokens = input,
            CachedInputTokens = PartOf(_usage?.CachedInputTokenCount, input),
            CacheWriteTokens = PartOf(Count(UsageCounts.CacheWrite), input),
            OutputTokens = output ?? (counted > 0 ? counted : null),
            ReasoningTokens = PartOf(_usage?.ReasoningTokenCount, output),
            DraftedTokens = context.Drafting?.DraftedTokens,
            AcceptedTokens = context.Drafting?.AcceptedTokens,
            AcceptedPredictionTokens = PartOf(Count(UsageCounts.AcceptedPrediction), int.MaxValue),
            RejectedPredictionTokens = PartOf(Count(UsageCounts.RejectedPrediction), int.MaxValue),
            WastedTokens = IsWasted(failure) ? output ?? counted : null,
            LongestGapMs = _timeline.LongestGap,
            TokensEstimated = output is null && counted > 0,
            Outcome = failure switch
            {
                null => RequestOutcome.Completed,
                OperationCanceledException => RequestOutcome.Cancelled,
                _ => RequestOutcome.Failed,
            },
            FinishReason = _finish?.Value,
            ErrorKind = (failure as ModelCallException)?.RecordedAs,
            Temperature = context.Temperature,
            MaxOutputTokens = context.MaxOutputTokens,
            LimitedByRoute = context.IsLimitedByRoute,
            Template = context.Template,
            TemplateVersion = context.TemplateVersion,
            PredictedCachedTokens = context.Prediction?.CachedOf(input),
            ProviderMissReason = _missReason,
            HeldMs = context.HeldMs,
            StopAdvice = advice?.Stop,
            TokensAfterStop = advice?.Tokens,
        };
        context.Record = record;
        return record;
    }

    /// <summary>Nobody reads what a lost hedge wrote, nor what an application left behind; what a user stops in the chat is kept and read.</summary>
    private bool IsWasted(Exception? failure) => failure is OperationCanceledException && (context.IsLost || context.Source == "api");

    private long? Count(string name) => _usage?.AdditionalCounts?.TryGetValue(name, out var count) == true ? count : null;

    /// <summary>Whether an update carries a token: text, reasoning or a piece of a tool call.</summary>
    public static bool HasToken(ChatResponseUpdate update) => IsVisible(update) || IsToken(update);

    private static bool IsVisible(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            if (content is TextContent { Text.Length: > 0 } or DataContent)
                return true;
        }

        return false;
    }

    /// <summary>Reasoning and tool deltas are tokens too, though nobody sees them in the answer.</summary>
    private static bool IsToken(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            if (content is TextReasoningContent { Text.Length: > 0 } or FunctionCallContent)
                return true;
        }

        // Clients hand a tool call over when it is whole; its deltas show in the raw update only.
        return update.RawRepresentation is TokenDelta { HasToolCall: true };
    }

    /// <summary>Endpoints that do not count report 0 as often as nothing.</summary>
    private static int? Positive(long? count) => count is > 0 and <= int.MaxValue ? (int)count : null;

    /// <summary>A part that exceeds its whole is not believed.</summary>
    private static int? PartOf(long? part, int? whole) => part >= 0 && part <= whole ? (int)part : null;
}

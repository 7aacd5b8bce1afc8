using LatencyPortal.Data;
using LatencyPortal.Decoding;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Chat.Anatomy;

/// <summary>Everything that is known of the times of one answer at one moment; what is unknown is <see langword="null"/>.</summary>
/// <param name="Figures">TTFT, TPOT and tokens.</param>
/// <param name="Times">Gaps and paints.</param>
/// <param name="Marks">Stalls and origins.</param>
internal sealed record AnswerAnatomyData(AnswerFigures Figures, AnswerTimes? Times, AnswerMarks? Marks)
{
    /// <summary>The stamps; without any when the request record is gone.</summary>
    public RequestStamps Stamps { get; init; }

    /// <summary>Whether the model runs inside the portal; <see langword="null"/> when nobody knows any more.</summary>
    public bool? IsLocal { get; init; }

    /// <summary>How far the prompt is read.</summary>
    public PromptProgress? Prompt { get; init; }

    /// <summary>ms since the question was submitted, while the call runs.</summary>
    public double? NowMs { get; init; }

    /// <summary>The member of the pool that answered; <see langword="null"/> when no pool was asked.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>Calls that were made for the request.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The address of its record on the Latency page, when there is one.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>The answer is still being made.</summary>
    public bool IsLive => NowMs is not null;

    /// <summary>As long as the call runs.</summary>
    /// <param name="job">The call.</param>
    /// <param name="model">The model or pool that was asked.</param>
    /// <param name="isLocal">Whether it runs inside the portal.</param>
    public static AnswerAnatomyData Live(GenerationJob job, string? model, bool? isLocal) =>
        new(AnswerFigures.Live(job.Context), job.Timings.Times, job.Marks)
        {
            Stamps = job.Context.Stamps,
            IsLocal = isLocal,
            AnsweredBy = job.Context.AnsweredBy?.Id is { } id && id != model ? id : null,
            Attempts = job.Context.Attempts,
            Prompt = job.Context.Prompt,
            NowMs = job.Context.Timeline.Elapsed,
        };

    /// <summary>Of an answer that has ended.</summary>
    /// <param name="figures">The figures kept with it.</param>
    /// <param name="marks">The marks kept with it.</param>
    /// <param name="record">The request record; <see langword="null"/> when it is not looked up or gone.</param>
    /// <param name="attempts">Calls that were made for the request.</param>
    public static AnswerAnatomyData Ended(AnswerFigures figures, AnswerMarks? marks, RequestRecord? record, int attempts = 1) => new(figures, marks?.Times, marks)
    {
        Stamps = record?.Stamps ?? default,
        IsLocal = record is null ? null : record.Endpoint == "local",
        Prompt = record is { InputTokens: { } input, CachedInputTokens: { } cached } ? new PromptProgress(input, cached, input) : null,
        RecordId = record?.Id,
        AnsweredBy = record?.Pool is null ? null : record.Model,
        Attempts = attempts,
    };
}

using System.Globalization;
using Bunit;
using LatencyPortal.Chat;
using LatencyPortal.Chat.Anatomy;
using LatencyPortal.Data;
using LatencyPortal.Decoding;
using LatencyPortal.Telemetry;
using Xunit;

namespace LatencyPortal.Tests.Chat;

/// <summary>The latency line and the welcome as they are drawn.</summary>
public sealed class PartsTests : BunitContext
{
    [Fact]
    public void AnatomyLine_MeasuredAnswer_ShowsAllFigures()
    {
        var line = Words(Line(Ended(new AnswerFigures(123, 12.5, 40, Estimated: false))).TextContent);

        Assert.Contains("TTFT 123 ms", line, StringComparison.Ordinal);
        Assert.Contains("40 tokens 80 tokens/s", line, StringComparison.Ordinal);
        Assert.DoesNotContain("~", line, StringComparison.Ordinal);
    }

    [Fact]
    public void AnatomyLine_Estimates_AreMarked()
    {
        var line = Words(Line(Ended(new AnswerFigures(123, 10, 41, Estimated: true))).TextContent);

        Assert.Contains("TPOT ~10", line, StringComparison.Ordinal);
        Assert.Contains("~41 tokens ~100 tokens/s", line, StringComparison.Ordinal);
        Assert.Contains("TTFT 123", line, StringComparison.Ordinal); // measured, never estimated
    }

    [Fact]
    public void AnatomyLine_OneToken_HasNoTpotAndNoSpeed()
    {
        var line = Words(Line(Ended(new AnswerFigures(50, null, 1, Estimated: false))).TextContent);

        Assert.Contains("1 token ", line, StringComparison.Ordinal);
        Assert.Contains("– tokens/s", line, StringComparison.Ordinal);
        Assert.DoesNotContain(" 0", line, StringComparison.Ordinal);
    }

    [Fact]
    public void AnatomyLine_BeforeTheFirstToken_SaysWhatItWaitsFor()
    {
        var data = Ended(AnswerFigures.None) with
        {
            NowMs = 500,
            IsLocal = true,
            Stamps = new() { RequestWritten = 1, Headers = 20 },
            Prompt = new PromptProgress(2600, 1200, 1280),
        };

        Assert.Equal("▸ Reading the prompt 49 %, 1,200 of 2,600 tokens from cache", Words(Line(data).TextContent));
        Assert.Equal("▸ Queued 499 ms", Words(Line(data with { Stamps = new() { RequestWritten = 1 } }).TextContent));
        Assert.Equal("▸ Connecting 499 ms", Words(Line(data with { IsLocal = false, Stamps = new() { RequestWritten = 1 } }).TextContent));
        Assert.Equal("▸ Waiting for the first token, 480 ms", Words(Line(data with { Prompt = null }).TextContent));
    }

    [Fact]
    public void AnatomyLine_GapsAndStalls_AreTold()
    {
        var times = new AnswerTimes(new GapSummary(9, 8.2, 640, [new GapBar(8, 9)]), null, 0);
        var line = Words(Line(Ended(new AnswerFigures(50, 9, 10, false)) with { Times = times, Marks = new AnswerMarks([new AnswerStall(3, 640)], []) }).TextContent);

        Assert.Contains("gaps p50 8.2 ms, p95 640 ms 1 stall", line, StringComparison.Ordinal);
    }

    private static AnswerAnatomyData Ended(AnswerFigures figures) => new(figures, null, null);

    private AngleSharp.Dom.IElement Line(AnswerAnatomyData data)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        return Render<AnatomyLine>(parameters => parameters.Add(part => part.Source, data)).Find("[data-testid=latency-line]");
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

using System.Globalization;
using Bunit;
using LatencyPortal.Chat;
using Xunit;

namespace LatencyPortal.Tests.Chat;

/// <summary>The latency line and the welcome as they are drawn.</summary>
public sealed class PartsTests : BunitContext
{
    [Fact]
    public void LatencyLine_MeasuredAnswer_ShowsAllFiguresAndLeadsToTheStamps()
    {
        var id = Guid.NewGuid();

        var line = Line(new AnswerFigures(123, 12.5, 40, Estimated: false), id);

        Assert.Equal($"/latency/{id}", line.GetAttribute("href"));
        Assert.Contains("TTFT 123 ms", Words(line.TextContent), StringComparison.Ordinal);
        Assert.Contains("40 tokens 80 tokens/s", Words(line.TextContent), StringComparison.Ordinal);
        Assert.DoesNotContain("~", line.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void LatencyLine_Estimates_AreMarked()
    {
        var line = Words(Line(new AnswerFigures(123, 10, 41, Estimated: true), Guid.NewGuid()).TextContent);

        Assert.Contains("TPOT ~10", line, StringComparison.Ordinal);
        Assert.Contains("~41 tokens ~100 tokens/s", line, StringComparison.Ordinal);
        Assert.Contains("TTFT 123", line, StringComparison.Ordinal); // measured, never estimated
    }

    [Fact]
    public void LatencyLine_OneToken_HasNoTpotAndNoSpeed()
    {
        var line = Words(Line(new AnswerFigures(50, null, 1, Estimated: false), Guid.NewGuid()).TextContent);

        Assert.Contains("1 token ", line, StringComparison.Ordinal);
        Assert.Contains("– tokens/s", line, StringComparison.Ordinal);
        Assert.DoesNotContain(" 0", line, StringComparison.Ordinal);
    }

    [Fact]
    public void LatencyLine_BeforeTheFirstToken_SaysWhatItWaitsFor()
    {
        var line = Render<LatencyLine>(parameters => parameters
            .Add(part => part.Source, AnswerFigures.None).Add(part => part.Waiting, "Waiting…")).Find("[data-testid=latency-line]");

        Assert.Equal("Waiting…", line.TextContent);
        Assert.Null(line.GetAttribute("href"));
    }

    private AngleSharp.Dom.IElement Line(AnswerFigures figures, Guid id)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        return Render<LatencyLine>(parameters => parameters.Add(part => part.Source, figures).Add(part => part.RequestId, id))
            .Find("[data-testid=latency-line]");
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Fault 5: unusual event streams are read, wrong ones end as broken ones with what had come before.</summary>
public sealed class FramingTests
{
    [Theory]
    [InlineData(FaultKind.CrlfLines)]
    [InlineData(FaultKind.CrLines)]
    [InlineData(FaultKind.MixedLines)]
    [InlineData(FaultKind.ByteOrderMark)]
    [InlineData(FaultKind.Comments)]
    [InlineData(FaultKind.MultiLineData)]
    [InlineData(FaultKind.EventOnly)]
    [InlineData(FaultKind.UnknownFields)]
    [InlineData(FaultKind.SplitChunks)]
    [InlineData(FaultKind.RandomChunks)]
    [InlineData(FaultKind.SplitCharacters)]
    [InlineData(FaultKind.ManyInOneWrite, 1000)]
    [InlineData(FaultKind.ManyInOneWrite, 3)]
    [InlineData(FaultKind.DoubleDone)]
    [InlineData(FaultKind.DataAfterDone)]
    [InlineData(FaultKind.Nul)]
    [InlineData(FaultKind.AnsiEscapes)]
    [InlineData(FaultKind.HugeLine)]
    public async Task Fault5_UnusualButReadable_IsRead(FaultKind kind, int? size = null)
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(kind) { Size = size });

        var answer = await fixture.ReadAsync();

        Assert.Null(answer.Failure);
        Assert.Equal(fixture.Upstream.Requests[0].TextSent, answer.Text);
        Assert.Equal((16, false, "stop"), (answer.Record.OutputTokens, answer.Record.TokensEstimated, answer.Record.FinishReason));
    }

    [Theory]
    [InlineData(FaultKind.NoBlankLine)]
    [InlineData(FaultKind.CutJson)]
    [InlineData(FaultKind.IncompleteCharacter)]
    [InlineData(FaultKind.LoneSurrogate)]
    public async Task Fault5_Unreadable_IsBrokenAndKeepsWhatCameBefore(FaultKind kind)
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(kind) { AfterTokens = 6 });

        var answer = await fixture.ReadAsync();

        Assert.StartsWith(fixture.Upstream.Requests[0].TextSent, answer.Text, StringComparison.Ordinal);
        Assert.NotEmpty(answer.Text);
        Assert.Equal(ModelErrorKind.BrokenStream, answer.Failure?.Kind);
    }
}

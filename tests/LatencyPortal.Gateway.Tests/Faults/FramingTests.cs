using LatencyPortal.Testing;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Fault 5: unusual event streams are read, wrong ones end as broken ones with what had come before.</summary>
public sealed class FramingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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

    [Fact]
    public async Task Fault5_TwoEventsRunTogether_NeitherIsLostSilently()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        // By the rules of event streams these two data lines are one event, whose second half the SDK would not read.
        fixture.Endpoint.Enqueue(Script.Answer().Token("a").Raw(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"}}]}\n" +
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"c\"}}]}\n\n").Token("d").Finish());

        var answer = await fixture.ReadAsync();

        Assert.Equal(("a", ModelErrorKind.BrokenStream), (answer.Text, answer.Failure?.Kind));
    }

    [Fact]
    public async Task Fault5_LoneCarriageReturns_HoldNoTokenBack()
    {
        await using var fixture = await FaultFixture.StartAsync(
            new Fault(FaultKind.CrLines), new Fault(FaultKind.Stall) { AfterTokens = 1 });
        await using var reading = fixture.Ask(Token).GetAsyncEnumerator(Token);

        var text = "";
        while (text.Length == 0 && await reading.MoveNextAsync())
            text = reading.Current.Text;

        var request = fixture.Upstream.Requests[0];
        await request.PausedAsync(Token);
        Assert.Equal(request.TextSent, text);
    }
}

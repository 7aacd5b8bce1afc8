using System.Net.Sockets;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Fault 3: a stream that is cut is a failure, never a silent success, and what had come is kept.</summary>
public sealed class CutStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.ResetBeforeHeaders)]
    [InlineData(FaultKind.CloseBeforeHeaders)]
    [InlineData(FaultKind.Close)]
    [InlineData(FaultKind.NoFinish)]
    public async Task Fault3_Cut_IsABrokenStream(FaultKind kind)
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(kind) { AfterTokens = 4 });

        var answer = await fixture.ReadAsync();

        var request = Assert.Single(fixture.Upstream.Requests); // no retry behind the caller's back
        Assert.Equal((request.TextSent, ModelErrorKind.BrokenStream), (answer.Text, answer.Failure?.Kind));
        var record = await fixture.SingleRecordAsync();
        Assert.Equal((RequestOutcome.Failed, "broken_stream"), (record.Outcome, record.ErrorKind));
        Assert.Null(record.FinishReason);
    }

    [Fact]
    public async Task Fault3_Reset_IsABrokenStreamAndAResetOnTheWire()
    {
        await using var fixture = await FaultFixture.StartAsync(
            new Fault(FaultKind.Stall) { AfterTokens = 4 }, new Fault(FaultKind.Reset) { AfterTokens = 4 });
        var text = "";
        await using var reading = fixture.Ask(Token).GetAsyncEnumerator(Token);
        for (var tokens = 0; tokens < 4;)
        {
            Assert.True(await reading.MoveNextAsync());
            text += reading.Current.Text;
            tokens += reading.Current.Text.Length > 0 ? 1 : 0;
        }

        var request = Assert.Single(fixture.Upstream.Requests);
        await request.PausedAsync(Token);
        request.Resume();
        var failure = await Assert.ThrowsAsync<ModelCallException>(() => reading.MoveNextAsync().AsTask());

        Assert.Equal((request.TextSent, ModelErrorKind.BrokenStream), (text, failure.Kind));
        var cause = (Exception?)failure;
        while (cause is not null and not SocketException)
            cause = cause.InnerException;
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(cause).SocketErrorCode);
        Assert.Equal(RequestOutcome.Failed, (await fixture.SingleRecordAsync()).Outcome);
    }

    [Fact]
    public async Task Fault3_FinishWithoutDone_IsCompleted()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.MissingDone));

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, null), (answer.Text, answer.Failure));
        Assert.Equal((RequestOutcome.Completed, 16), (answer.Record.Outcome, answer.Record.OutputTokens));
    }
}

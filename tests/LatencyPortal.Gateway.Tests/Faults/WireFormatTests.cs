using CsCheck;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>The faults of streams in the formats other than chat completions.</summary>
public sealed class WireFormatTests
{
    private static readonly WireFormat[] Formats = [WireFormat.OpenAIResponses, WireFormat.Anthropic, WireFormat.Gemini, WireFormat.Ollama, WireFormat.Bedrock];

    private static readonly FaultKind[] Readable =
    [
        FaultKind.SplitChunks, FaultKind.SplitCharacters, FaultKind.ManyInOneWrite, FaultKind.CrlfLines, FaultKind.CrLines, FaultKind.MixedLines,
        FaultKind.ByteOrderMark, FaultKind.Comments, FaultKind.MultiLineData, FaultKind.EventOnly, FaultKind.UnknownFields, FaultKind.DoubleDone,
        FaultKind.DataAfterDone, FaultKind.WrongContentType, FaultKind.Nul, FaultKind.AnsiEscapes, FaultKind.Gzip, FaultKind.Brotli, FaultKind.HugeLine,
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<WireFormat, FaultKind> Unusual => new(Formats, Readable);

    public static MatrixTheoryData<WireFormat, FaultKind> Cut => new(
        Formats, [FaultKind.Close, FaultKind.NoFinish, FaultKind.CutJson, FaultKind.IncompleteCharacter, FaultKind.LoneSurrogate]);

    public static TheoryData<WireFormat> All => [.. Formats];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Clean_Answer_IsWholeWithItsUsage(WireFormat format)
    {
        await using var fixture = await FaultFixture.StartAsync(new UpstreamPlan(), format);

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, null), (answer.Text, answer.Failure));
        Assert.Equal(
            (RequestOutcome.Completed, "stop", 24, format == WireFormat.Ollama ? null : 16, 16, false),
            (answer.Record.Outcome, answer.Record.FinishReason, answer.Record.InputTokens, answer.Record.CachedInputTokens, answer.Record.OutputTokens, answer.Record.TokensEstimated));
    }

    [Theory]
    [MemberData(nameof(Unusual))]
    public async Task UnusualButReadable_IsRead(WireFormat format, FaultKind kind)
    {
        await using var fixture = await FaultFixture.StartAsync(UpstreamPlan.With(new Fault(kind)), format);

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, null), (answer.Text, answer.Failure));
        Assert.Equal((16, false), (answer.Record.OutputTokens, answer.Record.TokensEstimated));
    }

    [Theory]
    [MemberData(nameof(Cut))]
    public async Task CutOrUnreadable_IsBrokenAndKeepsWhatCameBefore(WireFormat format, FaultKind kind)
    {
        await using var fixture = await FaultFixture.StartAsync(UpstreamPlan.With(new Fault(kind) { AfterTokens = 5 }), format);

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, ModelErrorKind.BrokenStream), (answer.Text, answer.Failure?.Kind));
        Assert.NotEmpty(answer.Text);
        Assert.Equal((RequestOutcome.Failed, "broken_stream"), (answer.Record.Outcome, answer.Record.ErrorKind));
    }

    [Fact]
    public async Task DamagedFrame_IsBrokenAndKeepsWhatCameBefore()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var plan = UpstreamPlan.With(new Fault(FaultKind.Damaged) { AfterTokens = 5 }) with { Seed = seed };
            await using var fixture = await FaultFixture.StartAsync(plan, WireFormat.Bedrock);

            var answer = await fixture.ReadAsync();

            Assert.Equal((fixture.Upstream.Requests[0].TextSent, ModelErrorKind.BrokenStream), (answer.Text, answer.Failure?.Kind));
            Assert.NotEmpty(answer.Text);
            Assert.Contains("is damaged", answer.Failure!.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Reset_InMidStream_IsBroken(WireFormat format)
    {
        await using var fixture = await FaultFixture.StartAsync(UpstreamPlan.With(new Fault(FaultKind.Reset) { AfterTokens = 5 }), format);

        var answer = await fixture.ReadAsync();

        // A reset may overtake what was sent: the system throws it away before anybody reads it.
        Assert.StartsWith(answer.Text, fixture.Upstream.Requests[0].TextSent, StringComparison.Ordinal);
        Assert.Equal(ModelErrorKind.BrokenStream, answer.Failure?.Kind);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Stall_InMidStream_TimesOutAndKeepsTheText(WireFormat format)
    {
        await using var fixture = await FaultFixture.StartAsync(UpstreamPlan.With(new Fault(FaultKind.Stall) { AfterTokens = 5 }), format);

        var answer = await fixture.ReadThroughSilenceAsync(Token);

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, ModelErrorKind.Timeout), (answer.Text, answer.Failure?.Kind));
        Assert.NotEmpty(answer.Text);
        Assert.Equal((5, true), (answer.Record.OutputTokens, answer.Record.TokensEstimated));
        await fixture.Upstream.Requests[0].ClientLeftAsync(Token);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task ErrorAfter200_KeepsTheTextAndSaysWhatTheEndpointSays(WireFormat format)
    {
        await using var fixture = await FaultFixture.StartAsync(UpstreamPlan.With(new Fault(FaultKind.ErrorEvent) { AfterTokens = 3 }), format);

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, ModelErrorKind.ProviderError), (answer.Text, answer.Failure?.Kind));
        Assert.Contains("The upstream broke down.", answer.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WireFormat.OpenAIResponses, ModelErrorKind.BrokenStream)]
    [InlineData(WireFormat.Anthropic, ModelErrorKind.BrokenStream)]
    [InlineData(WireFormat.Gemini, null)] // its last piece has the finish reason, and nothing comes after it
    [InlineData(WireFormat.Ollama, ModelErrorKind.BrokenStream)]
    [InlineData(WireFormat.Bedrock, null)] // behind its stop reason comes usage alone
    public async Task MissingEndMark_IsNoSilentSuccess(WireFormat format, ModelErrorKind? expected)
    {
        await using var fixture = await FaultFixture.StartAsync(UpstreamPlan.With(new Fault(FaultKind.MissingDone)), format);

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, expected), (answer.Text, answer.Failure?.Kind));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task LyingUsage_IsUnknownOrEstimated(WireFormat format)
    {
        await using var fixture = await FaultFixture.StartAsync(new UpstreamPlan(), format);
        foreach (var kind in (FaultKind[])[FaultKind.UsageMissing, FaultKind.UsageNull, FaultKind.UsageZero])
        {
            var record = await ReadAsync(kind);
            Assert.Equal((kind, null, null, 16, true), (kind, record.InputTokens, record.CachedInputTokens, record.OutputTokens, record.TokensEstimated));
        }

        Assert.Equal(160, (await ReadAsync(FaultKind.UsageTooLarge)).OutputTokens); // a chunk may hold many tokens: believed
        // Anthropic and Bedrock count cached input beside the rest, so it can never be more than the whole.
        if (format is not (WireFormat.Anthropic or WireFormat.Bedrock))
            Assert.Null((await ReadAsync(FaultKind.UsageCachedOverInput)).CachedInputTokens);

        async Task<RequestRecord> ReadAsync(FaultKind kind)
        {
            fixture.Upstream.Plan = UpstreamPlan.With(new Fault(kind));
            var answer = await fixture.ReadAsync();
            Assert.Equal((fixture.Upstream.Requests[^1].TextSent, null), (answer.Text, answer.Failure));
            return answer.Record;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task AnySingleFault_EndsAndKeepsWhatArrived(WireFormat format)
    {
        await using var fixture = await FaultFixture.StartAsync(new UpstreamPlan(), format);

        await SingleFault.Any.SampleAsync(
            plan => SingleFault.EndsAndKeepsWhatArrivedAsync(fixture, plan, Token),
            iter: 80,
            threads: 1);
    }
}

using System.Net;
using System.Net.Sockets;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;

namespace LatencyPortal.Gateway.Tests.Providers;

/// <summary>Every way an endpoint fails gives its own kind and a sentence that names the endpoint and says what to do.</summary>
public sealed class ProviderFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, ModelErrorKind.InvalidRequest, "refused the request (400)")]
    [InlineData(401, ModelErrorKind.WrongKey, "Check the key on Settings")]
    [InlineData(403, ModelErrorKind.WrongKey, "Check the key on Settings")]
    [InlineData(404, ModelErrorKind.UnknownModel, "does not know the model scripted")]
    [InlineData(429, ModelErrorKind.RateLimited, "Try again in a moment")]
    [InlineData(302, ModelErrorKind.ProviderError, "redirects")]
    [InlineData(500, ModelErrorKind.ProviderError, "failed (500)")]
    [InlineData(503, ModelErrorKind.ProviderError, "failed (503)")]
    [InlineData(529, ModelErrorKind.ProviderError, "failed (529)")]
    public async Task Call_ErrorStatus_IsMappedAndQuotedWithoutTheKey(int status, ModelErrorKind kind, string says)
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Error(status, $"Because\n of {GatewayFixture.Key} and {new string('x', 2000)}"));

        var answer = await fixture.ReadAsync();

        Assert.NotNull(answer.Failure);
        Assert.Equal((kind, status), (answer.Failure.Kind, answer.Failure.StatusCode));
        Assert.Contains(says, answer.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("lab", answer.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayFixture.Key, answer.Failure.ToString(), StringComparison.Ordinal);
        Assert.True(answer.Failure.Message.Length < 600);
        Assert.Single(fixture.Endpoint.Requests); // no retries behind the caller's back
        var record = Assert.Single(await fixture.StoredAsync());
        Assert.Equal((RequestOutcome.Failed, answer.Failure.Code), (record.Outcome, record.ErrorKind));
        Assert.Null(record.OutputTokens);
    }

    [Fact]
    public async Task Call_NoKeyConfigured_SaysToEnterOne()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Apply(key: null);
        fixture.Endpoint.Enqueue(Script.Error(401, "Missing key"));

        var answer = await fixture.ReadAsync();

        Assert.Equal(ModelErrorKind.WrongKey, answer.Failure?.Kind);
        Assert.Contains("asks for an API key", answer.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_RetryAfter_IsPassedOn()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Error(429, "Slow down").Header("Retry-After", "17"));
        fixture.Endpoint.Enqueue(Script.Error(429, "Slow down").Header("Retry-After", "Sun, 01 Mar 2026 12:01:30 GMT"));

        Assert.Contains("Try again in 17 seconds", (await fixture.ReadAsync()).Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("Try again in 90 seconds", (await fixture.ReadAsync()).Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4900 in the messages, 100 in the completion).", 4096, 5000)]
    [InlineData("This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.", 8192, 9000)]
    public async Task Call_TooLongForTheEndpoint_GivesBothCounts(string message, int context, int prompt)
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Error(400, message, code: "context_length_exceeded"));

        var failure = (await fixture.ReadAsync()).Failure;

        Assert.Equal((ModelErrorKind.PromptTooLong, context, prompt), (failure!.Kind, failure.ContextLength, failure.PromptTokens));
        Assert.Contains($"{prompt}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{context}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_TooLongInFields_GivesBothCounts()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Status(
            400, """{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9001,"n_ctx":8192}}"""));

        var failure = (await fixture.ReadAsync()).Failure;

        Assert.Equal((ModelErrorKind.PromptTooLong, 8192, 9001), (failure!.Kind, failure.ContextLength, failure.PromptTokens));
    }

    [Fact]
    public async Task Call_NothingListens_SaysSo()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Apply(baseUrl: new Uri($"http://127.0.0.1:{FreePort()}/v1"));

        var failure = (await fixture.ReadAsync()).Failure;

        Assert.Equal(ModelErrorKind.Unreachable, failure?.Kind);
        Assert.Contains("connection refused", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_UnknownHost_SaysSo()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Apply(baseUrl: new Uri("http://no-such-host.invalid/v1"));

        var failure = (await fixture.ReadAsync()).Failure;

        Assert.Equal(ModelErrorKind.Unreachable, failure?.Kind);
        Assert.Contains("no-such-host.invalid", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_HttpsToAPlainServer_SpeaksOfTheSecureConnection()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Apply(baseUrl: new UriBuilder(fixture.Endpoint.BaseUrl) { Scheme = "https" }.Uri);

        var failure = (await fixture.ReadAsync()).Failure;

        Assert.Equal(ModelErrorKind.Unreachable, failure?.Kind);
        Assert.Contains("secure connection", failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", "<!doctype html><title>Hello</title>", ModelErrorKind.ProviderError, "a web page")]
    [InlineData("text/plain", "Hello", ModelErrorKind.ProviderError, "text/plain")]
    [InlineData("application/json", "{\"error\":{\"message\":\"out of memory\"}}", ModelErrorKind.ProviderError, "out of memory")]
    [InlineData("text/event-stream", "", ModelErrorKind.BrokenStream, "it sent nothing")]
    public async Task Call_NoEventStream_SaysWhatCameInstead(string contentType, string body, ModelErrorKind kind, string says)
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Status(200, body, contentType));

        var failure = (await fixture.ReadAsync()).Failure;

        Assert.Equal(kind, failure?.Kind);
        Assert.Contains(says, failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ErrorInTheStream_KeepsTheTextBefore()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        // One write: the error arrives together with the text before it.
        fixture.Endpoint.Enqueue(Script.Answer().Raw(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"par\"}}]}\n\n" +
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"tial\"}}]}\n\n" +
            "data: {\"error\":{\"message\":\"GPU fell off the bus\",\"code\":500}}\n\n"));

        var answer = await fixture.ReadAsync();

        Assert.Equal("partial", answer.Text);
        Assert.Equal(ModelErrorKind.ProviderError, answer.Failure?.Kind);
        Assert.Contains("GPU fell off the bus", answer.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal((2, true, "provider_error"), (answer.Record.OutputTokens, answer.Record.TokensEstimated, answer.Record.ErrorKind));
    }

    [Fact]
    public async Task Call_ConnectionLostInMidStream_IsBroken()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var read = new Gate();
        fixture.Endpoint.Enqueue(Script.Answer().Tokens("a", "b").Wait(read).Abort());
        await using var reading = fixture.Ask(fixture.NewContext(), Token).GetAsyncEnumerator(Token);
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal("a", reading.Current.Text);
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal("b", reading.Current.Text);
        read.Open();

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => reading.MoveNextAsync().AsTask());

        Assert.Equal(ModelErrorKind.BrokenStream, failure.Kind);
        Assert.Equal(RequestOutcome.Failed, Assert.Single(await fixture.StoredAsync()).Outcome);
    }

    [Fact]
    public async Task Call_ConnectionLostBeforeTheHeaders_IsBroken()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Abort());

        Assert.Equal(ModelErrorKind.BrokenStream, (await fixture.ReadAsync()).Failure?.Kind);
    }

    [Fact]
    public async Task Call_StreamEndsWithoutFinishAndDone_IsBroken()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Tokens("a", "b").WithoutDone());

        var answer = await fixture.ReadAsync();

        Assert.Equal(("ab", ModelErrorKind.BrokenStream), (answer.Text, answer.Failure?.Kind));
    }

    [Fact]
    public async Task Call_FinishWithoutDone_IsClean()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Tokens("a", "b").Finish("length").WithoutDone());

        var answer = await fixture.ReadAsync();

        Assert.Equal(("ab", null, "length"), (answer.Text, answer.Failure, answer.Record.FinishReason));
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"cont\n\n")]
    [InlineData("data: not json\n\n")]
    [InlineData("data: 42\n\n")]
    [InlineData("data: {\"choices\":\"none\"}\n\n")]
    public async Task Call_MalformedEvent_IsBrokenAndKeepsTheText(string bad)
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Token("a").Raw(bad));

        var answer = await fixture.ReadAsync();

        Assert.Equal(("a", ModelErrorKind.BrokenStream), (answer.Text, answer.Failure?.Kind));
    }

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("\r", "")]
    [InlineData("\n", "\uFEFF")]
    [InlineData("\n", ": ping\n\n")]
    [InlineData("\n", "event: message\nid: 7\nretry: 10\nunknown: field\n")]
    public async Task Call_UnusualButValidFraming_IsRead(string line, string before)
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var text = before + string.Join(
            line,
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ok\"}}]}", "",
            "data:{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}", "",
            "data: [DONE]", "", "data: [DONE]", "", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"late\"}}]}", "", "");
        fixture.Endpoint.Enqueue(Script.Answer().Raw(text).WithoutDone());

        var answer = await fixture.ReadAsync();

        Assert.Equal(("ok", null), (answer.Text, answer.Failure));
    }

    [Fact]
    public async Task Call_CharactersCutBetweenChunks_ArriveWhole()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Bytewise("Grüße, 世界 🌍👩‍👩‍👧").Token("!").Finish());

        var answer = await fixture.ReadAsync();

        Assert.Equal(("Grüße, 世界 🌍👩‍👩‍👧!", null), (answer.Text, answer.Failure));
    }

    [Fact]
    public async Task Call_HugeLine_IsRead()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var huge = new string('x', 2_000_000);
        fixture.Endpoint.Enqueue(Script.Answer().Token(huge).Finish());

        var answer = await fixture.ReadAsync();

        Assert.Equal((huge.Length, null), (answer.Text.Length, answer.Failure));
    }

    [Fact]
    public async Task Call_SilentBeforeTheFirstToken_TimesOut()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var silent = new Gate();
        fixture.Endpoint.Enqueue(Script.Answer().Wait(silent));
        var reading = fixture.ReadAsync();
        await silent.ReachedAsync(Token);

        fixture.Time.Advance(TimeSpan.FromSeconds(61));
        var answer = await reading;

        Assert.Equal(ModelErrorKind.Timeout, answer.Failure?.Kind);
        Assert.Contains("no token of scripted within 60 seconds", answer.Failure!.Message, StringComparison.Ordinal);
        await fixture.Endpoint.Requests[0].ClientLeftAsync(Token);
    }

    [Fact]
    public async Task Call_KeepAliveCommentsOnly_StillTimesOut()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        Gate first = new(), second = new();
        fixture.Endpoint.Enqueue(Script.Answer().Raw(": keep-alive\n\n").Wait(first).Raw(": keep-alive\n\n").Wait(second));
        var reading = fixture.ReadAsync();
        await first.ReachedAsync(Token);
        fixture.Time.Advance(TimeSpan.FromSeconds(31));
        first.Open();
        await second.ReachedAsync(Token);

        fixture.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(ModelErrorKind.Timeout, (await reading).Failure?.Kind);
    }

    [Fact]
    public async Task Call_SilentInMidStream_TimesOutAndKeepsTheText()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Enqueue(Script.Answer().Token("a").Hang());
        await using var reading = fixture.Ask(fixture.NewContext(), Token).GetAsyncEnumerator(Token);
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal("a", reading.Current.Text);

        var next = reading.MoveNextAsync().AsTask();
        // The limit starts when the provider is waited for again, a moment after the token was handed over.
        while (!next.IsCompleted)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(60));
            await Task.Yield();
        }

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => next);
        Assert.Equal(ModelErrorKind.Timeout, failure.Kind);
        Assert.Contains("fell silent for 60 seconds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_LongAnswerWithShortPauses_DoesNotTimeOut()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var gates = Enumerable.Range(0, 5).Select(_ => new Gate()).ToArray();
        var script = Script.Answer();
        foreach (var gate in gates)
            script.Token("x").Wait(gate);
        fixture.Endpoint.Enqueue(script.Finish());
        var context = fixture.NewContext();
        await using var reading = fixture.Ask(context, Token).GetAsyncEnumerator(Token);
        foreach (var gate in gates)
        {
            Assert.True(await reading.MoveNextAsync());
            fixture.Time.Advance(TimeSpan.FromSeconds(45));
            gate.Open();
        }

        while (await reading.MoveNextAsync())
            Assert.Equal("", reading.Current.Text);
        Assert.Equal(RequestOutcome.Completed, context.Record!.Outcome);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Text.Json;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Gateway.Tests.Providers.Wire;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class GeminiCachesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_FirstIsWhole_SecondNamesWhatIsHeld()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();

        await fixture.AskAsync();
        Assert.Null(fixture.LastName());
        var record = await fixture.AskAsync();

        Assert.Equal("cachedContents/1", fixture.LastName());
        Assert.Equal(
            """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"temperature":0.5},"cachedContent":"cachedContents/1"}""",
            fixture.Calls[1].Body);
        Assert.Equal("GET POST", fixture.Asked);
        Assert.Equal("/v1beta/cachedContents?pageSize=1000", fixture.Contents.Requests[0].Target);
        Assert.Equal("/v1beta/cachedContents", fixture.Contents.Requests[1].Target);
        Assert.Equal((fixture.Contents.Objects[0].Tokens, 2), (record.CachedInputTokens, record.InputTokens - record.CachedInputTokens));
        Assert.Equal(RequestOutcome.Completed, record.Outcome);
    }

    [Fact]
    public async Task Create_SendsWhatTheCallSent_InTheWordsOfTheApi()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();

        await fixture.AskAsync(lifetime: TimeSpan.FromMinutes(90.5));

        var call = fixture.Calls[0].Json;
        var created = fixture.Created();
        Assert.Equal(["systemInstruction", "tools", "toolConfig", "model", "displayName", "ttl"], created.EnumerateObject().Select(field => field.Name));
        foreach (var field in (ReadOnlySpan<string>)["systemInstruction", "tools", "toolConfig"])
            Assert.Equal(call.GetProperty(field).GetRawText(), created.GetProperty(field).GetRawText());
        Assert.Equal(("models/scripted", "5430s"), (created.GetProperty("model").GetString(), created.GetProperty("ttl").GetString()));
        Assert.Matches("^latencyportal-[0-9a-f]{32}$", created.GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task Call_OtherBeginningOrModel_HasAnObjectOfItsOwn()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();

        await fixture.AskAsync();
        await fixture.AskAsync(GeminiCacheFixture.System + " more");
        Assert.Null(fixture.LastName());
        await fixture.AskAsync(GeminiCacheFixture.System + " more");

        Assert.Equal("cachedContents/2", fixture.LastName());
        Assert.NotEqual(fixture.Created(0).GetProperty("displayName").GetString(), fixture.Created(1).GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task Call_NobodyAskedOrTheCallerNamesHisOwn_NothingIsHeld()
    {
        await using var fixture = await WireFixture.StartAsync(ProviderKind.Gemini, "/v1beta");
        ChatMessage[] messages = [new(ChatRole.System, GeminiCacheFixture.System), new(ChatRole.User, "Hi")];
        var own = new Dictionary<string, JsonElement> { ["cachedContent"] = JsonSerializer.SerializeToElement("cachedContents/9") };

        await fixture.AskAsync(null, messages);
        await fixture.AskAsync(new CallExtras { NamedCache = GeminiCacheFixture.Hour, EndpointFields = own }.Attach(), messages);
        await fixture.AskAsync(new CallExtras { NamedCache = GeminiCacheFixture.Hour }.Attach());
        await fixture.Gateway.Client().GetService<EndpointConnection>()!.Caches!.SettledAsync();

        Assert.Equal(3, fixture.Server.Requests.Count);
        Assert.All(fixture.Server.Requests, request => Assert.Contains(":streamGenerateContent", request.Target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_TheObjectIsGone_IsSentOnceMoreWhole()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        await fixture.AskAsync();
        fixture.Contents.Drop("cachedContents/1");

        var record = await fixture.AskAsync();

        Assert.Equal((RequestOutcome.Completed, 3), (record.Outcome, fixture.Calls.Count));
        Assert.Equal((403, null), (fixture.Calls[1].Refusal?.Status, fixture.LastName()));
        await fixture.AskAsync(); // makes another one
        Assert.Null(fixture.LastName());
        await fixture.AskAsync();
        Assert.Equal("cachedContents/2", fixture.LastName());
        Assert.Equal("GET POST GET POST", fixture.Asked);
    }

    [Fact]
    public async Task Call_ObjectsAreLostAgainAndAgain_WaitsBeforeTheNextOne()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        for (var i = 1; i <= 2; i++)
        {
            await fixture.AskAsync();
            fixture.Contents.Drop($"cachedContents/{i}");
            await fixture.AskAsync();
        }

        await fixture.AskAsync();
        Assert.Equal("GET POST GET POST", fixture.Asked);
        fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.AskAsync();
        Assert.Equal("GET POST GET POST GET POST", fixture.Asked);
    }

    [Theory]
    [InlineData(400, ModelErrorKind.InvalidRequest)]
    [InlineData(404, ModelErrorKind.UnknownModel)]
    [InlineData(503, ModelErrorKind.ProviderError)]
    public async Task Call_RefusedForAnotherReason_IsNotRepeated(int status, ModelErrorKind kind)
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        await fixture.AskAsync();
        fixture.RefuseCalls(status);

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => fixture.AskAsync());

        Assert.Equal((kind, 2, "cachedContents/1"), (failure.Kind, fixture.Calls.Count, fixture.LastName()));
    }

    [Fact]
    public async Task Create_TooSmall_IsNotTriedAgainUntilTheContentChanges()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        fixture.Contents.MinimumTokens = 5000;

        for (var i = 0; i < 3; i++)
        {
            await fixture.AskAsync();
            fixture.Gateway.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal("GET POST", fixture.Asked);
        await fixture.AskAsync(GeminiCacheFixture.System + " more");
        Assert.Equal("GET POST GET POST", fixture.Asked);
    }

    [Fact]
    public async Task Create_ShorterThanAnyMinimum_IsNotEvenTried()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();

        await fixture.AskAsync("Be brief.");

        Assert.Equal(("", null), (fixture.Asked, fixture.LastName()));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Create_Refused_IsTriedAgainAfterWaitsThatDouble(int status)
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        fixture.Contents.Refuses = status;
        List<int> tries = [];

        for (var minute = 0; minute < 10; minute++)
        {
            var record = await fixture.AskAsync();
            Assert.Equal(RequestOutcome.Completed, record.Outcome);
            if (fixture.Contents.Requests.Count(request => request.Method == "POST") > tries.Count)
                tries.Add(minute);
            fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([0, 1, 3, 7], tries);
        fixture.Contents.Refuses = null;
        fixture.Gateway.Time.Advance(GeminiCacheFixture.Hour);
        await fixture.AskAsync();
        await fixture.AskAsync();
        Assert.Equal("cachedContents/1", fixture.LastName());
    }

    [Fact]
    public async Task Object_NobodyCallsInItsLastPart_EndsAndIsMadeAgain()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        await fixture.AskAsync();
        fixture.Gateway.Time.Advance(GeminiCacheFixture.Hour - TimeSpan.FromSeconds(30));

        await fixture.AskAsync();

        Assert.Null(fixture.LastName()); // it lives, but might not when the call arrives
        Assert.Equal("GET POST GET POST", fixture.Asked);
        await fixture.AskAsync();
        Assert.Equal("cachedContents/2", fixture.LastName());
    }

    [Fact]
    public async Task Object_UsedInItsLastPart_IsRenewed()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        await fixture.AskAsync();
        fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(40));
        await fixture.AskAsync();
        Assert.Equal("GET POST", fixture.Asked);

        fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(5));
        await fixture.AskAsync();

        Assert.Equal(("GET POST PATCH", "cachedContents/1"), (fixture.Asked, fixture.LastName()));
        Assert.Equal(("/v1beta/cachedContents/1?updateMask=ttl", """{"ttl":"3600s"}"""), (fixture.Contents.Requests[^1].Target, fixture.Contents.Requests[^1].Body));
        fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(40));
        await fixture.AskAsync();
        Assert.Equal(("GET POST PATCH", "cachedContents/1"), (fixture.Asked, fixture.LastName()));
    }

    [Fact]
    public async Task Object_GoneWhenItIsRenewed_IsForgotten()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        await fixture.AskAsync();
        fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(50));
        fixture.Contents.Drop("cachedContents/1");

        var record = await fixture.AskAsync();

        Assert.Equal((RequestOutcome.Completed, null), (record.Outcome, fixture.LastName()));
        fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.AskAsync();
        await fixture.AskAsync();
        Assert.Equal("cachedContents/2", fixture.LastName());
    }

    [Fact]
    public async Task Create_ManyCallsAtOnce_IsDoneOnceAndNobodyWaits()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        var creating = new Gate();
        fixture.Contents.BeforeCreation = creating.PassAsync;

        var records = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fixture.AskAsync(settle: false)));
        await creating.ReachedAsync(Token);
        await fixture.AskAsync(settle: false);

        Assert.All(records, record => Assert.Equal(RequestOutcome.Completed, record.Outcome));
        Assert.All(fixture.Calls, call => Assert.False(call.Json.TryGetProperty("cachedContent", out _)));
        creating.Open();
        await fixture.SettleAsync();
        Assert.Equal("GET POST", fixture.Asked);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fixture.AskAsync()));
        Assert.Equal("GET POST", fixture.Asked);
        Assert.All(fixture.Calls.TakeLast(20), call => Assert.Equal("cachedContents/1", call.Json.GetProperty("cachedContent").GetString()));
    }

    [Fact]
    public async Task Create_TakesForEver_EndsAfterItsLimit()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        var creating = new Gate();
        fixture.Contents.BeforeCreation = creating.PassAsync;
        await fixture.AskAsync(settle: false);
        await creating.ReachedAsync(Token);

        fixture.Gateway.Time.Advance(TimeSpan.FromSeconds(60));

        await fixture.SettleAsync();
        await fixture.AskAsync();
        Assert.Equal(("GET POST", null), (fixture.Asked, fixture.LastName()));
    }

    [Fact]
    public async Task Start_AnotherPortalHoldsItAlready_TakesItUp()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        await fixture.AskAsync();
        var made = Assert.Single(fixture.Contents.Objects);
        fixture.Contents.Add(made with { Name = "cachedContents/other-model", Model = "models/other", Expires = made.Expires.AddDays(1) });
        fixture.Contents.Add(made with { Name = "cachedContents/other-text", DisplayName = "latencyportal-0", Expires = made.Expires.AddDays(1) });
        fixture.Contents.Add(made with { Name = "cachedContents/longer", Expires = made.Expires.AddMinutes(10) });
        fixture.Contents.PageSize = 1;
        await using var restarted = await GatewayFixture.StartAsync();
        GeminiCacheFixture.Apply(restarted, fixture.Config);

        await fixture.AskAsync(gateway: restarted);
        Assert.Null(fixture.LastName());
        await fixture.AskAsync(gateway: restarted);

        Assert.Equal("cachedContents/longer", fixture.LastName());
        Assert.Single(fixture.Contents.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task Start_TheObjectEndsInAMoment_MakesAnotherOne()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        await fixture.AskAsync();
        var made = Assert.Single(fixture.Contents.Objects);
        fixture.Contents.Drop(made.Name);
        fixture.Contents.Add(made with { Name = "cachedContents/old", Expires = fixture.Gateway.Time.GetUtcNow().AddSeconds(20) });
        await using var restarted = await GatewayFixture.StartAsync();
        GeminiCacheFixture.Apply(restarted, fixture.Config);

        await fixture.AskAsync(gateway: restarted);
        await fixture.AskAsync(gateway: restarted);

        Assert.Equal("cachedContents/2", fixture.LastName());
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public async Task Object_ClocksDiffer_LivesAsLongAsTheProviderHoldsIt(int hours)
    {
        await using var fixture = await GeminiCacheFixture.StartAsync(TimeSpan.FromHours(hours));
        await fixture.AskAsync();

        fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(40));
        await fixture.AskAsync();
        Assert.Equal("cachedContents/1", fixture.LastName());

        fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(20));
        await fixture.AskAsync();
        Assert.Null(fixture.LastName());
        Assert.DoesNotContain(fixture.Calls, call => call.Refusal is not null);
    }

    [Fact]
    public async Task Apply_SameAddressAndKey_KeepsTheName()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        await fixture.AskAsync();

        GeminiCacheFixture.Apply(fixture.Gateway, fixture.Config with { Region = "eu-west" });
        await fixture.AskAsync();
        Assert.Equal(("GET POST", "cachedContents/1"), (fixture.Asked, fixture.LastName()));

        GeminiCacheFixture.Apply(fixture.Gateway, fixture.Config with { ApiKey = "sk-another-1234567890" });
        await fixture.AskAsync();
        Assert.Equal(("GET POST GET", null), (fixture.Asked, fixture.LastName()));
    }

    [Fact]
    public async Task Dispose_WorkInTheBackground_Ends()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        var stopping = await GatewayFixture.StartAsync();
        GeminiCacheFixture.Apply(stopping, fixture.Config);
        var creating = new Gate();
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Contents.BeforeCreation = async over =>
        {
            try
            {
                await creating.PassAsync(over);
            }
            finally
            {
                left.SetResult();
            }
        };
        await fixture.AskAsync(gateway: stopping, settle: false);
        await creating.ReachedAsync(Token);

        await stopping.DisposeAsync();

        await left.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task Keys_MoreThanAreKept_ForgetTheOneUsedLongestAgo()
    {
        await using var fixture = await GeminiCacheFixture.StartAsync();
        var texts = Enumerable.Range(0, GeminiCaches.MostKept + 1).Select(i => $"{GeminiCacheFixture.System} {i}").ToList();
        foreach (var text in texts.SkipLast(1))
            await fixture.AskAsync(text);
        await fixture.AskAsync(texts[0]);

        await fixture.AskAsync(texts[^1]); // instead of the second one
        await fixture.AskAsync(texts[0]);
        Assert.Equal("cachedContents/1", fixture.LastName());
        await fixture.AskAsync(texts[1]);

        Assert.Null(fixture.LastName());
        await fixture.AskAsync(texts[1]);
        Assert.Equal("cachedContents/2", fixture.LastName()); // found again, not made again
        Assert.Equal(texts.Count, fixture.Contents.Objects.Count);
    }
}

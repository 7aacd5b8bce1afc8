using LatencyPortal.Gateway.Tests.Resilience;
using LatencyPortal.Testing;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Output;

/// <summary>Limits of routes, and what records say of output, against real endpoints.</summary>
public sealed class OutputControlTests
{
    [Theory]
    [InlineData("one/m", 100, null, 100, true)]
    [InlineData("one/m", 100, 300, 100, true)]
    [InlineData("one/m", 100, 100, 100, false)]
    [InlineData("one/m", 100, 20, 20, false)]
    [InlineData("two/m", 100, 300, 300, false)]
    [InlineData("two/m", 100, null, null, false)]
    [InlineData("both", 100, 300, 50, true)] // the pool's own limit, not its members'
    [InlineData("both", 100, 30, 30, false)]
    public async Task Call_LimitOfTheRouteAndWish_TheSmallerOneIsAskedFor(string model, int limit, int? wish, int? expected, bool byRoute)
    {
        await using var fixture = await PoolFixture.StartAsync(routes:
            [new RouteConfig { Model = "one/m", MaxOutputTokens = limit }, new RouteConfig { Model = "both", MaxOutputTokens = 50 }, new RouteConfig { Model = "one/m", MaxOutputTokens = 1 }]);
        var endpoint = model == "two/m" ? fixture.Two : fixture.One;
        endpoint.Enqueue(Script.Answer().Tokens("a", "b").Finish("length").Usage(5, expected ?? 2));
        var (context, options) = (new RequestContext(TimeProvider.System, "api"), new ChatOptions { MaxOutputTokens = wish, Temperature = 0.7f });

        await foreach (var update in fixture.Updates(context, model, options: options))
            Assert.NotNull(update);

        var sent = endpoint.Requests[0].Json;
        Assert.Equal(expected, sent.TryGetProperty("max_tokens", out var most) || sent.TryGetProperty("max_completion_tokens", out most) ? most.GetInt32() : null);
        var record = Assert.Single(await fixture.StoredAsync());
        Assert.Equal((expected, byRoute, byRoute, 0.7), (record.MaxOutputTokens, record.LimitedByRoute, record.WasCutByRoute, record.Temperature));
        Assert.Equal(wish, options.MaxOutputTokens); // the caller's options are the caller's
    }

    [Fact]
    public async Task Call_EndedBeforeTheLimit_WasNotCutByIt()
    {
        await using var fixture = await PoolFixture.StartAsync(routes: [new RouteConfig { Model = "one/m", MaxOutputTokens = 100 }]);
        fixture.One.Enqueue(Script.Answer().Token("a").Finish("length").Usage(5, 40)); // by its context

        var (_, context, _) = await fixture.AskAsync("one/m");

        Assert.Equal((true, false), (context.Record!.LimitedByRoute, context.Record.WasCutByRoute));
    }

    [Fact]
    public async Task Call_AfterAFailover_HasTheLimitStill()
    {
        await using var fixture = await PoolFixture.StartAsync(routes: [new RouteConfig { Model = "both", MaxOutputTokens = 9 }]);
        fixture.One.Enqueue(Script.Error(503, "Out of order"));
        fixture.Two.Enqueue(Script.Answer().Tokens("a", "b").Finish("length").Usage(5, 9));

        var (_, context, _) = await fixture.AskAsync();

        Assert.Equal(("two/m", 9, true), (context.Record!.Model, context.Record.MaxOutputTokens, context.Record.WasCutByRoute));
        Assert.All(await fixture.StoredAsync(), record => Assert.True(record.LimitedByRoute));
    }

    [Fact]
    public async Task Answer_ThatWentOn_HasAdviceInItsRecordAndNoText()
    {
        await using var fixture = await PoolFixture.StartAsync();
        fixture.One.Enqueue(Script.Answer().Tokens("The capital ", "is Paris.", "\nUs", "er:", " Who asked for this secret text?").Finish("length").Usage(5, 20));

        await fixture.AskAsync("one/m");

        var record = Assert.Single(await fixture.StoredAsync());
        Assert.Equal(("\nUser:", 11), (record.StopAdvice, record.TokensAfterStop)); // 32 of 59 characters
        Assert.DoesNotContain("secret", record.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatEndedWell_HasNone()
    {
        await using var fixture = await PoolFixture.StartAsync();

        await fixture.AskAsync("one/m");

        var record = Assert.Single(await fixture.StoredAsync());
        Assert.Equal((null, null, null, null), (record.StopAdvice, record.TokensAfterStop, record.Temperature, record.MaxOutputTokens));
    }
}

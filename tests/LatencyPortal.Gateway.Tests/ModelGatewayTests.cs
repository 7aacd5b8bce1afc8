using LatencyPortal.Telemetry;
using LatencyPortal.Testing;

namespace LatencyPortal.Gateway.Tests;

public sealed class ModelGatewayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Models_NamesWithSlashes_AreListedAndFound()
    {
        await using var fixture = await GatewayFixture.StartAsync();

        Assert.Equal(["lab/scripted", "lab/org/with/slashes"], fixture.Gateway.Models.Select(model => model.Id));
        Assert.True(fixture.Gateway.TryGet("lab/org/with/slashes", out var model));
        Assert.Equal("lab", model.Description.Endpoint);
        Assert.False(fixture.Gateway.TryGet("lab/unknown", out _));
        Assert.False(fixture.Gateway.TryGet("scripted", out _));
    }

    [Fact]
    public async Task Apply_WhileACallRuns_LetsItFinishOnTheOldConfiguration()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var hold = new Gate();
        fixture.Endpoint.Enqueue(Script.Answer().Token("old ").Wait(hold).Token("answer").Finish());
        var reading = fixture.ReadAsync();
        await hold.ReachedAsync(Token);

        fixture.Gateway.Apply(new GatewaySnapshot([], []), cancellationToken: Token);

        Assert.Empty(fixture.Gateway.Models);
        Assert.False(fixture.Gateway.TryGet("lab/scripted", out _));
        hold.Open();
        var answer = await reading;
        Assert.Equal(("old answer", RequestOutcome.Completed), (answer.Text, answer.Record.Outcome));
    }

    [Fact]
    public async Task Apply_DamagedModelFolder_KeepsItListedAndTheOthersWork()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var folder = Path.Combine(Path.GetTempPath(), "no-such-model-folder");

        fixture.Apply(local: new LocalModelConfig { Name = "broken", Folder = folder });

        var broken = fixture.Gateway.Models[0];
        Assert.Equal(("broken", "local", true), (broken.Id, broken.Endpoint, broken.IsLocal));
        Assert.Contains(folder, broken.Problem!, StringComparison.Ordinal);
        Assert.False(fixture.Gateway.TryGet("broken", out _));
        Assert.Null((await fixture.ReadAsync()).Failure);
    }

    [Fact]
    public async Task Apply_WhileModelsAreLoaded_TheFirstAndTheEndpointsWorkAlready()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var gateway = fixture.Gateway;
        var missing = new LocalModelConfig { Name = "missing", Folder = Path.Combine(Path.GetTempPath(), "no-such-model-folder") };
        var meanwhile = new List<(bool First, bool Endpoint, bool Loading, string? Problem)>();
        void Look() => meanwhile.Add((
            gateway.TryGet("assistant", out _), gateway.TryGet("lab/scripted", out _), gateway.Models[1].IsLoading, gateway.Models[1].Problem));

        gateway.Apply(new GatewaySnapshot([LocalModelTests.Assistant, missing], [fixture.Config()]), Look, Token);
        gateway.Apply(new GatewaySnapshot([LocalModelTests.Assistant, missing], [fixture.Config()]), Look, Token);

        var problem = gateway.Models[1].Problem;
        Assert.Contains("the model folder is missing", problem, StringComparison.Ordinal);
        // What failed once stays listed with its problem while it is tried again.
        Assert.Equal([(true, true, true, "missing is being loaded. A large model takes a while."), (true, true, false, problem)], meanwhile);
        Assert.False(gateway.Models[1].IsLoading);
    }

    [Fact]
    public async Task Apply_Cancelled_StopsBetweenTwoModels()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        using var stopping = new CancellationTokenSource();
        var second = LocalModelTests.Assistant with { Name = "second", UseDraftModel = false };

        Assert.ThrowsAny<OperationCanceledException>(() =>
            fixture.Gateway.Apply(new GatewaySnapshot([LocalModelTests.Assistant, second], []), stopping.Cancel, stopping.Token));

        Assert.True(fixture.Gateway.TryGet("assistant", out _));
        Assert.False(fixture.Gateway.TryGet("second", out _));
    }

    [Fact]
    public async Task ProbeAsync_GoodEndpoint_FindsModelsAndRoundTrip()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.Models = ["a", "b/c", "a"];

        var probe = await fixture.Gateway.ProbeAsync(fixture.Config(), Token);

        Assert.Null(probe.Error);
        Assert.NotNull(probe.RoundTripMs);
        Assert.Equal(["a", "b/c"], probe.Models);
    }

    [Theory]
    [InlineData(401, "{}", "application/json", "Check the key")]
    [InlineData(200, "<html></html>", "text/html", "a web page")]
    [InlineData(200, "{\"data\":42}", "application/json", "not with a list of models")]
    [InlineData(200, "{\"data\":[{\"name\":1}]}", "application/json", "not with a list of models")]
    [InlineData(200, "nonsense", "application/json", "not with a list of models")]
    [InlineData(200, "", "application/json", "not with a list of models")]
    [InlineData(200, "{\"error\":{\"message\":\"no models\"}}", "application/json", "no models")]
    public async Task ProbeAsync_Fault_IsASentence(int status, string body, string contentType, string says)
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.Endpoint.ModelsScript = Script.Status(status, body, contentType);

        var probe = await fixture.Gateway.ProbeAsync(fixture.Config(), Token);

        Assert.Contains(says, probe.Error!, StringComparison.Ordinal);
        Assert.Empty(probe.Models);
        Assert.Null(probe.RoundTripMs);
    }

    [Fact]
    public async Task ProbeAsync_SilentEndpoint_TimesOut()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var silent = new Gate();
        fixture.Endpoint.ModelsScript = Script.Status(200).Wait(silent);
        var probing = fixture.Gateway.ProbeAsync(fixture.Config(), Token);
        await silent.ReachedAsync(Token);

        fixture.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Contains("within 10 seconds", (await probing).Error!, StringComparison.Ordinal);
    }
}

using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Providers;

/// <summary>The built-in model through the whole pipeline.</summary>
public sealed class LocalChatClientTests
{
    private static readonly LocalModelConfig Assistant = new()
    {
        Name = "portal-assistant",
        Folder = Path.Combine(AppContext.BaseDirectory, "portal-assistant"),
        Grounded = true,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_Question_GivesTextUsageFinishAndRecord()
    {
        await using var fixture = await StartAsync();
        var context = fixture.NewContext();
        var text = "";
        await foreach (var update in fixture.Client("portal-assistant").GetStreamingResponseAsync(
            [new ChatMessage(ChatRole.User, "What is the time to first token?")], context.Attach(), Token))
            text += update.Text;

        Assert.NotEqual("", text);
        Assert.NotEmpty(context.Documents);
        var record = Assert.Single(await fixture.StoredAsync());
        Assert.Equal(("portal-assistant", "local", RequestOutcome.Completed, "stop"), (record.Model, record.Endpoint, record.Outcome, record.FinishReason));
        Assert.True(record.InputTokens > 0 && record.OutputTokens > 0 && !record.TokensEstimated);
    }

    [Fact]
    public async Task Call_MaxTokens_EndsByLength()
    {
        await using var fixture = await StartAsync();
        var response = await fixture.Client("portal-assistant").GetResponseAsync(
            [new ChatMessage(ChatRole.User, "What is TPOT?")], new ChatOptions { MaxOutputTokens = 3 }, Token);

        Assert.Equal((ChatFinishReason.Length, 3L), (response.FinishReason!.Value, response.Usage!.OutputTokenCount!.Value));
    }

    [Fact]
    public async Task Call_PromptTooLong_GivesBothCounts()
    {
        await using var fixture = await StartAsync();
        var failure = await Assert.ThrowsAsync<ModelCallException>(() => fixture.Client("portal-assistant").GetResponseAsync(
            [new ChatMessage(ChatRole.User, string.Concat(Enumerable.Repeat("latency matters ", 2000)))], cancellationToken: Token));

        Assert.Equal(ModelErrorKind.PromptTooLong, failure.Kind);
        Assert.True(failure.PromptTokens > failure.ContextLength);
        Assert.Contains($"{failure.PromptTokens}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{failure.ContextLength}", failure.Message, StringComparison.Ordinal);
        Assert.Equal("prompt_too_long", Assert.Single(await fixture.StoredAsync()).ErrorKind);
    }

    [Fact]
    public async Task Call_ToolMessage_IsRefused()
    {
        await using var fixture = await StartAsync();
        var failure = await Assert.ThrowsAsync<ModelCallException>(() => fixture.Client("portal-assistant").GetResponseAsync(
            [new ChatMessage(ChatRole.User, "Hi"), new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", "42")])], cancellationToken: Token));

        Assert.Equal(ModelErrorKind.InvalidRequest, failure.Kind);
    }

    [Fact]
    public async Task Call_AfterTheModelWasRemoved_SaysThatItIsUnloaded()
    {
        await using var fixture = await StartAsync();
        var client = fixture.Client("portal-assistant");
        fixture.Apply();

        var failure = await Assert.ThrowsAsync<ModelCallException>(
            () => client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], cancellationToken: Token));

        Assert.Equal(ModelErrorKind.ModelUnavailable, failure.Kind);
    }

    private static async Task<GatewayFixture> StartAsync()
    {
        var fixture = await GatewayFixture.StartAsync(options => options.HelpEntriesPath = Path.Combine(Assistant.Folder, "help.json"));
        fixture.Apply(local: Assistant);
        Assert.Null(fixture.Gateway.Models[0].Problem);
        return fixture;
    }
}

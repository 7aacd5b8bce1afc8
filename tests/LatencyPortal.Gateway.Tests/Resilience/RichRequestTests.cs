using System.Text.Json;
using LatencyPortal.Testing;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Resilience;

/// <summary>Pools with a member inside the portal, which reads text alone.</summary>
public sealed class RichRequestTests
{
    private static readonly ChatMessage Hi = new(ChatRole.User, "Hi");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Rich => ["tool", "image", "tool result"];

    [Theory]
    [MemberData(nameof(Rich))]
    public async Task LocalMemberFirst_IsPassedOver_ForWhatItCannotRead(string what)
    {
        await using var pool = await StartAsync("assistant", "one/m", "two/m");
        pool.One.Enqueue(Script.Error(503, "Down"));
        pool.Two.Enqueue(Script.Answer("From an endpoint"));

        var response = await AskAsync(pool, what);

        Assert.Equal("From an endpoint", response.Text);
        Assert.Equal((1, 1), (pool.One.Requests.Count, pool.Two.Requests.Count));
        Assert.DoesNotContain(await pool.StoredAsync(), record => record.Endpoint == "local");
        Assert.False(Describe(pool).TextOnly);
    }

    [Fact]
    public async Task TextAlone_IsAskedInTheOrderOfThePool()
    {
        await using var pool = await StartAsync("assistant", "one/m");

        Assert.Null((await pool.AskAsync("mixed", "What is TTFT?")).Failure);

        Assert.Equal("local", Assert.Single(await pool.StoredAsync()).Endpoint);
        Assert.Empty(pool.One.Requests);
    }

    [Theory]
    [MemberData(nameof(Rich))]
    public async Task OnlyLocalMembers_RefuseIt_AndSayWhatToDo(string what)
    {
        await using var pool = await StartAsync("assistant");

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => AskAsync(pool, what));

        Assert.Equal(ModelErrorKind.InvalidRequest, failure.Kind);
        Assert.Contains("text alone", failure.Message, StringComparison.Ordinal);
        Assert.True(Describe(pool).TextOnly);
    }

    private static ModelDescription Describe(PoolFixture pool) => pool.Gateway.Models.Single(model => model.Id == "mixed");

    private static async Task<PoolFixture> StartAsync(params string[] members)
    {
        var pool = await PoolFixture.StartAsync();
        EndpointConfig[] endpoints = [Endpoint("one", pool.One), Endpoint("two", pool.Two)];
        pool.Gateway.Apply(
            new GatewaySnapshot([LocalModelTests.Assistant], endpoints) { Pools = [new PoolConfig { Name = "mixed", Members = members }] }, cancellationToken: Stop);
        return pool;

        static EndpointConfig Endpoint(string name, ScriptedEndpoint at) => new() { Name = name, BaseUrl = at.BaseUrl, Models = ["m"] };
    }

    private static Task<ChatResponse> AskAsync(PoolFixture pool, string what)
    {
        Assert.True(pool.Gateway.TryGet("mixed", out var model));
        var options = new ChatOptions();
        List<ChatMessage> messages = [Hi];
        switch (what)
        {
            case "tool":
                ToolMessages.Offer(options, [AIFunctionFactory.Create(() => "sun", "weather")], JsonSerializer.Deserialize<JsonElement>("""[{"type":"function","function":{"name":"weather"}}]"""));
                break;
            case "image":
                messages = [new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])];
                break;
            default:
                messages.Add(ToolMessages.OfCalls(null, [new ToolCallPiece(0, "call_1", "weather", "{}")]));
                messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("call_1", "sun")]));
                break;
        }

        return model.Client.GetResponseAsync(messages, options, Stop);
    }
}

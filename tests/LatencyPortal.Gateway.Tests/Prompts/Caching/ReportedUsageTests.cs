using LatencyPortal.Gateway.Metering;
using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Tests.Faults;
using LatencyPortal.Gateway.Tests.Prompts.Families;
using LatencyPortal.Testing.Upstream;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Prompts.Caching;

/// <summary>What the portal's own clients read from the usage of each wire format is what the engine predicted.</summary>
public sealed class ReportedUsageTests
{
    private const int Requests = 30;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WireFormat.OpenAIChat, "openai-5.6", "gpt-5.6")]
    [InlineData(WireFormat.OpenAIChat, "vllm", "qwen3")]
    [InlineData(WireFormat.OpenAIResponses, "openai-5.5-and-older", "gpt-5.5")]
    [InlineData(WireFormat.Anthropic, "anthropic", "claude-opus-5")]
    [InlineData(WireFormat.Gemini, "gemini-2.5", "gemini-2.5-flash")]
    [InlineData(WireFormat.Ollama, "ollama", "llama3.2")]
    [InlineData(WireFormat.Bedrock, "bedrock-claude", "eu.anthropic.claude-opus-5-v1:0")]
    [InlineData(WireFormat.Bedrock, "bedrock-nova", "eu.amazon.nova-pro-v1:0")]
    public async Task Prediction_IsWhatTheClientReads(WireFormat format, string id, string model)
    {
        var family = Caches.Family(id, model);
        await using var gateway = await GatewayFixture.StartAsync();
        var plan = new UpstreamPlan { Cache = new CacheSimulator(CacheSpec.Read(FamilyFile.Read(id), model)), Models = [model] };
        await using var upstream = await FaultyUpstream.StartAsync(plan, time: gateway.Time);
        var endpoint = gateway.Config(baseUrl: upstream.UrlOf(format), provider: FaultFixture.ProviderOf(format)) with { Models = [model] };
        gateway.Gateway.Apply(new GatewaySnapshot([], [endpoint]), cancellationToken: Token);
        var engine = new PrefixCacheModel(family);
        var words = new PromptWords(family);
        var random = new Random(5);
        List<ChatMessage> messages = [];
        var hits = 0;
        for (var i = 0; i < Requests; i++)
        {
            if (i % 10 == 0)
                messages = [new ChatMessage(ChatRole.System, Text(i % 20, family.MinimumTokens ?? 40))];
            messages.Add(new ChatMessage(ChatRole.User, Text(random.Next(100), 100)));
            gateway.Time.Advance(TimeSpan.FromSeconds(i % 7 == 6 ? 4000 : 20));

            var usage = await AskAsync(gateway.Client("lab/" + model), messages);

            var request = upstream.Requests[^1];
            var predicted = engine.Take(words.Read(request.Prompt!), gateway.Time.GetUtcNow());
            Assert.Equal(predicted.CachedTokens, request.Cache!.Cached);
            Assert.Equal(request.Prompt!.Words.Count, usage.InputTokenCount);
            if (format != WireFormat.Ollama) // it reports nothing of its cache
                Assert.Equal(predicted.CachedTokens, usage.CachedInputTokenCount);
            if (family.Usage.Written.Count > 0)
                Assert.Equal(predicted.AllWritten, usage.AdditionalCounts?.GetValueOrDefault(UsageCounts.CacheWrite) ?? 0);
            hits += predicted.CachedTokens > 0 ? 1 : 0;
            messages.Add(new ChatMessage(ChatRole.Assistant, Text(random.Next(100), 20)));
        }

        Assert.InRange(hits, Requests / 2, Requests - 1);
    }

    private static async Task<UsageDetails> AskAsync(IChatClient client, List<ChatMessage> messages)
    {
        UsageDetails? usage = null;
        var options = new CallExtras { CacheControl = true }.Attach();
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, Token))
            usage = update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details ?? usage;
        return usage!;
    }

    private static string Text(int number, int words) => $"t{number} " + string.Join(' ', Enumerable.Range(0, words).Select(i => $"w{(number * 7) + i}"));
}

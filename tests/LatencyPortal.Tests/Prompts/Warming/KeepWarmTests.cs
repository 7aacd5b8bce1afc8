using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts;
using LatencyPortal.Prompts.Warming;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Traces;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Warming;

/// <summary>A ping is sent where the requests of the last day say that it pays, and begins as their prompts do.</summary>
public sealed class KeepWarmTests
{
    private const string Model = "test/gpt-5.6-sol";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(60, 1)]
    [InlineData(5, 0)]
    public async Task Keep_RequestsAMomentApart_PingsWhereThatPays(int minutesApart, int pings)
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync(endpoint.BaseUrl, more: [("LatencyPortal:Endpoints:0:Models:1", "gpt-5.6-sol")]);
        var store = portal.Services.GetRequiredService<PromptStore>();
        await store.SaveVersionAsync(
            new PromptTemplate
            {
                Name = "support",
                Segments =
                [
                    new PromptSegment { Id = "tools", Kind = SegmentKind.Tools, Text = """[{"name":"add"}]""" },
                    new PromptSegment { Id = "rules", Kind = SegmentKind.System, Text = string.Concat(Enumerable.Repeat("Answer in the words of the manual. ", 300)) },
                    new PromptSegment { Id = "input", Kind = SegmentKind.Input, Text = "{{ input }}" },
                ],
            },
            null,
            Stop);
        await store.LabelAsync("support", "production", 1, null, 0, Stop);
        var writer = portal.Services.GetRequiredService<TelemetryWriter>();
        for (var i = 1; i <= 12; i++)
        {
            var at = DateTimeOffset.UtcNow.AddMinutes(-minutesApart * (i - 1) - 29);
            var id = Guid.CreateVersion7(at);
            Assert.True(writer.TryWrite(
                new RequestRecord { Id = id, StartedAt = at, Source = "api", Model = Model, Endpoint = "test", Outcome = RequestOutcome.Completed },
                new PromptTrace { RequestId = id, At = at, Template = "support", Version = 1, Model = Model }));
        }

        await writer.FlushAsync(Stop);
        var warm = portal.Services.GetRequiredService<KeepWarm>();

        await warm.KeepAsync("support", Model, Stop);
        // The next one has to wait.
        await warm.KeepAsync("support", Model, Stop);

        Assert.Equal(pings, endpoint.Requests.Count);
        if (pings == 0)
            return;
        var sent = endpoint.Requests[0].Json;
        Assert.Equal("add", sent.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("support@1", sent.GetProperty("prompt_cache_key").GetString());
        Assert.Contains("prompt_cache_breakpoint", sent.GetProperty("messages")[0].GetRawText(), StringComparison.Ordinal);
    }
}

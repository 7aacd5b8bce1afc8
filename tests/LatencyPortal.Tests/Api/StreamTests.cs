using System.Text.Json;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>The stream as it goes over the wire.</summary>
public sealed class StreamTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_WithUsage_HasRoleDeltasFinishUsageDone()
    {
        portal.Endpoint.Enqueue(Script.Answer().Tokens("a", "b").Finish().Usage(3, 2, cached: 1, reasoning: 1));

        var events = await EventsAsync("\"stream\": true, \"stream_options\": {\"include_usage\": true}");

        Assert.Equal("[DONE]", events[^1]);
        var chunks = events[..^1].Select(data => JsonSerializer.Deserialize<JsonElement>(data)).ToList();
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString()));
        Assert.Single(chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());
        Assert.Equal("assistant", Delta(chunks[0]).GetProperty("role").GetString());
        Assert.Equal("ab", string.Concat(chunks[..^1].Select(chunk => Delta(chunk).TryGetProperty("content", out var text) ? text.GetString() : "")));
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Empty(chunks[^1].GetProperty("choices").EnumerateArray());
        var usage = chunks[^1].GetProperty("usage");
        Assert.Equal(5, usage.GetProperty("total_tokens").GetInt32());
        Assert.Equal(1, usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32());
        Assert.Equal(1, usage.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Fact]
    public async Task Stream_WithoutUsage_SendsNone()
    {
        var events = await EventsAsync("\"stream\": true");

        Assert.DoesNotContain(events, data => data.Contains("usage", StringComparison.Ordinal));
        Assert.Equal("[DONE]", events[^1]);
    }

    [Fact]
    public async Task Stream_UnicodeAndReasoning_ComeThrough()
    {
        portal.Endpoint.Enqueue(Script.Answer().Reasoning("Hm.").Token("Grüße 🚀\n\n").Finish().Usage(1, 2));

        var chunks = (await EventsAsync("\"stream\": true"))[..^1].Select(data => JsonSerializer.Deserialize<JsonElement>(data)).ToList();

        Assert.Contains(chunks, chunk => Delta(chunk).TryGetProperty("reasoning_content", out var thought) && thought.GetString() == "Hm.");
        Assert.Contains(chunks, chunk => Delta(chunk).TryGetProperty("content", out var text) && text.GetString() == "Grüße 🚀\n\n");
    }

    [Fact]
    public async Task Stream_ClientGoesAway_CancelsTheModelCallAndIsRecorded()
    {
        portal.Endpoint.Enqueue(Script.Answer().Token("Hello").Hang());
        var before = portal.Endpoint.Requests.Count;
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var response = await portal.PostAsync(ApiFixture.Body("\"stream\": true"), leave.Token);
        await using var stream = await response.Content.ReadAsStreamAsync(Stop);
        var read = "";
        var buffer = new byte[1024];
        while (!read.Contains("Hello", StringComparison.Ordinal))
            read += System.Text.Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, Stop));

        // A read that is cancelled closes the connection at once; disposing would first wait for more of the answer.
        var more = stream.ReadAsync(buffer, leave.Token).AsTask();
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => more);
        await portal.Endpoint.Requests[before].ClientLeftAsync(Stop);
        var id = Guid.Parse(response.Headers.GetValues("x-request-id").Single());
        var record = await portal.WrittenRecordAsync(id, Stop);
        Assert.Equal(RequestOutcome.Cancelled, record.Outcome);
        Assert.Equal("api", record.Source);
    }

    [Fact]
    public async Task Post_ClientGoesAwayBeforeTheFirstToken_CancelsTheModelCall()
    {
        portal.Endpoint.Enqueue(Script.Answer().Hang());
        var before = portal.Endpoint.Requests.Count;
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var call = portal.PostAsync(ApiFixture.Body(), leave.Token);
        var upstream = await portal.Endpoint.WaitForRequestAsync(before + 1, Stop);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await upstream.ClientLeftAsync(Stop);
    }

    [Fact]
    public async Task Post_Answer_IsRecordedUnderItsRequestId()
    {
        portal.Endpoint.Enqueue(Script.Answer().Tokens("a", "b", "c").Finish().Usage(10, 3, cached: 4));

        using var response = await portal.PostAsync(ApiFixture.Body(), Stop);
        await response.Content.ReadAsStringAsync(Stop);
        var record = await portal.RecordOfAsync(response, Stop);

        Assert.Equal((RequestOutcome.Completed, "api", false, 10, 4, 3), (record!.Outcome, record.Source, record.Streamed, record.InputTokens, record.CachedInputTokens, record.OutputTokens));
        Assert.NotNull(record.Stamps.TimeToFirstToken);
    }

    private static JsonElement Delta(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");

    private async Task<string[]> EventsAsync(string fields)
    {
        using var response = await portal.PostAsync(ApiFixture.Body(fields), Stop);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var body = await response.Content.ReadAsStringAsync(Stop);
        Assert.EndsWith("\n\n", body, StringComparison.Ordinal);
        return [.. body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(data => data["data: ".Length..])];
    }
}

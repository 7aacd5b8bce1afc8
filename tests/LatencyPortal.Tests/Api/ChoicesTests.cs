using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>Several answers to one request.</summary>
public sealed class ChoicesTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_ThreeAnswers_AreCallsOfTheirOwnWithSummedUsage()
    {
        var before = portal.Endpoint.Requests.Count;
        foreach (var text in (string[])["one", "two", "three"])
            portal.Endpoint.Enqueue(Script.Answer().Token(text).Finish().Usage(10, 2, cached: 4));

        await portal.Services.GetRequiredService<TelemetryWriter>().FlushAsync(Stop);
        using var records = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var written = RecordsAsync(3, records.Token);
        using var response = await portal.PostAsync(ApiFixture.Body("\"n\": 3, \"seed\": 40"), Stop);

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        var choices = answer.GetProperty("choices").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2], choices.Select(choice => choice.GetProperty("index").GetInt32()));
        Assert.Equal(["one", "three", "two"], choices.Select(choice => choice.GetProperty("message").GetProperty("content").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("""{"prompt_tokens":30,"completion_tokens":6,"total_tokens":36,"prompt_tokens_details":{"cached_tokens":12}}""", answer.GetProperty("usage").GetRawText());
        Assert.Equal([40, 41, 42], portal.Endpoint.Requests.Skip(before).Select(request => request.Json.GetProperty("seed").GetInt32()).Order());
        var id = Guid.Parse(response.Headers.GetValues("x-request-id").Single());
        var all = await written;
        Assert.Null(all.Single(record => record.Id == id).ParentId);
        Assert.All(all.Where(record => record.Id != id), record => Assert.Equal(id, record.ParentId));
    }

    [Fact]
    public async Task Stream_TwoAnswers_AreTwinedAndEndOnce()
    {
        var first = new Gate();
        portal.Endpoint.Enqueue(Script.Answer().Token("slow").Wait(first).Finish().Usage(3, 1));
        portal.Endpoint.Enqueue(Script.Answer().Token("quick").Finish("length").Usage(3, 1));

        using var response = await portal.PostAsync(ApiFixture.Body("\"n\": 2, \"stream\": true, \"stream_options\": {\"include_usage\": true}"), Stop);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        var chunks = new List<JsonElement>();
        var last = "";
        while (await reader.ReadLineAsync(Stop) is { } line)
        {
            last = line.Length > 0 ? line : last;
            if (!line.StartsWith("data: {", StringComparison.Ordinal))
                continue;
            chunks.Add(JsonSerializer.Deserialize<JsonElement>(line[6..]));
            if (line.Contains("\"length\"", StringComparison.Ordinal))
                first.Open(); // one answer has ended while the other still runs
        }

        Assert.Equal("data: [DONE]", last);
        var choices = chunks.Where(chunk => chunk.GetProperty("choices").GetArrayLength() > 0).Select(chunk => chunk.GetProperty("choices")[0]).ToList();
        foreach (var index in (int[])[0, 1])
        {
            var own = choices.Where(choice => choice.GetProperty("index").GetInt32() == index).ToList();
            Assert.Equal("assistant", own[0].GetProperty("delta").GetProperty("role").GetString());
            Assert.Single(own, choice => choice.GetProperty("finish_reason").ValueKind == JsonValueKind.String);
        }

        Assert.Equal(8, chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Post_OneAnswerFails_IsTheFailureOfAllAndEndsTheOther()
    {
        var before = portal.Endpoint.Requests.Count;
        portal.Endpoint.Enqueue(Script.Answer().Token("a").Hang());
        portal.Endpoint.Enqueue(Script.Error(500, "Broken."));

        using var response = await portal.PostAsync(ApiFixture.Body("\"n\": 2"), Stop);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        await await Task.WhenAny(portal.Endpoint.Requests.Skip(before).Select(request => request.ClientLeftAsync(Stop)));
    }

    private async Task<List<RequestRecord>> RecordsAsync(int count, CancellationToken cancellationToken)
    {
        var records = new List<RequestRecord>();
        await foreach (var record in portal.Services.GetRequiredService<TelemetryWriter>().WatchAsync(cancellationToken))
        {
            records.Add(record);
            if (records.Count == count)
                break;
        }

        return records;
    }
}

using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LatencyPortal.Testing;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>What the headers and the usage say about latency, and that they say nothing unasked.</summary>
public sealed class LatencyHeaderTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private static readonly string[] Stamps = ["t1", "t2", "t3", "t4", "tn", "tend", "ttft_ms", "tpot_ms", "e2e_ms"];

    /// <summary>What a header loses to its two decimals, in milliseconds.</summary>
    private const double Rounded = 0.00501;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_Headers_TellQueueRouteTtftAndOverhead(bool stream)
    {
        using var response = await portal.PostAsync(ApiFixture.Body($"\"stream\": {(stream ? "true" : "false")}"), Stop);
        await response.Content.ReadAsStringAsync(Stop);
        var record = await portal.RecordOfAsync(response, Stop);

        Assert.Equal("test", response.Headers.GetValues("x-latency-route").Single());
        Assert.Equal(record!.Stamps.TimeToFirstToken!.Value, Ms(response, "upstream-ttft-ms"), Rounded);
        Assert.Equal(record.Stamps.RequestWritten!.Value, Ms(response, "queue-ms"), Rounded);
        Assert.True(Ms(response, "overhead-ms") >= record.Stamps.RequestWritten);
        Assert.Equal(!stream, response.Headers.Contains("x-latency-upstream-e2e-ms"));
    }

    [Fact]
    public async Task Post_Error_HasNoSuchHeader()
    {
        using var response = await portal.PostAsync(ApiFixture.Body("\"n\": 0"), Stop);

        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("x-latency", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stream_StampsAreAskedFor_ComeInTheLastUsage()
    {
        var more = new Gate();
        portal.Endpoint.Enqueue(Script.Answer().Token("a").Wait(more).Token("b").Finish().Usage(3, 2));
        using var response = await portal.PostAsync(ApiFixture.Body("\"stream\": true, \"stream_options\": {\"include_latency\": true}"), Stop);
        more.Open();
        var events = (await response.Content.ReadAsStringAsync(Stop)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var record = await portal.RecordOfAsync(response, Stop);

        var usage = JsonSerializer.Deserialize<JsonElement>(events[^2][6..]).GetProperty("usage");
        Assert.Equal(5, usage.GetProperty("total_tokens").GetInt32());
        var latency = usage.GetProperty("latency");
        // Two tokens that come within a millisecond have no TPOT.
        Assert.Equal(Stamps.Where(name => name != "tpot_ms" || record!.TimePerOutputToken is not null), latency.EnumerateObject().Select(field => field.Name));
        Assert.Equal(record!.Stamps.TimeToFirstToken!.Value, latency.GetProperty("ttft_ms").GetDouble(), tolerance: 0.0501);
        Assert.Equal(record.Stamps.EndToEnd!.Value, latency.GetProperty("e2e_ms").GetDouble(), tolerance: 0.0501);
        var order = new[] { "t1", "t2", "t3", "t4", "tn", "tend" }.Select(name => latency.GetProperty(name).GetDouble()).ToList();
        Assert.Equal(order.Order(), order);
        Assert.DoesNotContain(events[..^2], data => data.Contains("\"latency\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stream_StampsWithoutUsage_StandAlone()
    {
        portal.Endpoint.Enqueue(Script.Answer().Token("a").Finish());

        using var response = await portal.PostAsync(ApiFixture.Body("\"stream\": true, \"stream_options\": {\"include_latency\": true}"), Stop);
        var events = (await response.Content.ReadAsStringAsync(Stop)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["latency"], JsonSerializer.Deserialize<JsonElement>(events[^2][6..]).GetProperty("usage").EnumerateObject().Select(field => field.Name));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData(null, false)]
    public async Task Post_Header_AsksForTheStamps(string? header, bool expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(ApiFixture.Body(), Encoding.UTF8, "application/json"),
        };
        if (header is not null)
            request.Headers.Add("x-latency-details", header);

        using var response = await portal.Http.SendAsync(request, Stop);

        var usage = (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("usage");
        Assert.Equal(expected, usage.TryGetProperty("latency", out _));
    }

    private static double Ms(HttpResponseMessage response, string name) =>
        double.Parse(response.Headers.GetValues($"x-latency-{name}").Single(), CultureInfo.InvariantCulture);
}

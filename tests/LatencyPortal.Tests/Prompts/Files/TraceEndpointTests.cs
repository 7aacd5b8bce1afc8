using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Prompts;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Files;

/// <summary>What the portal exports is what the command line reads.</summary>
public sealed class TraceEndpointTests : IAsyncLifetime
{
    private const string Export = "/prompts-api/support/trace.jsonl";

    private ScriptedEndpoint _endpoint = null!;
    private PortalFactory _portal = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await ScriptedEndpoint.StartAsync();
        _endpoint.Fallback = () => Script.Answer().Tokens("Yes", ".").Finish().Usage(900, 2, cached: 64);
        _portal = await PortalFactory.StartAsync(_endpoint.BaseUrl);
        _http = _portal.CreateClient();
        await _portal.Services.GetRequiredService<PromptStore>().SaveVersionAsync(
            new PromptTemplate
            {
                Name = "support",
                Segments =
                [
                    new PromptSegment { Id = "rules", Kind = SegmentKind.System, Text = "Answer in the words of the manual." },
                    new PromptSegment { Id = "input", Kind = SegmentKind.Input, Text = "{{ input }}" },
                ],
            },
            null,
            Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task Get_RecordedRequests_AreReadAsAPortalTrace()
    {
        await AskAsync("Why is the sky blue?", "Why is the sky blue?", "And the sea?");

        using var response = await _http.GetAsync(Export, Stop);

        Assert.Equal((HttpStatusCode.OK, "attachment"), (response.StatusCode, response.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal("support-trace.jsonl", response.Content.Headers.ContentDisposition?.FileName);
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.DoesNotContain("sky", text, StringComparison.Ordinal);
        var read = await TraceReader.ReadAsync(await response.Content.ReadAsStreamAsync(Stop), new PortalFormat(), Stop).ToListAsync(Stop);
        Assert.Equal([(900, 64), (900, 64), (900, 64)], read.Select(request => (request.InputTokens, request.CachedTokens!.Value)));
        Assert.Equal(read[0].Blocks, read[1].Blocks);
        // The rules are common to all of them, and the question is not.
        Assert.Equal(read[0].Blocks[0], read[2].Blocks[0]);
        Assert.NotEqual(read[0].Blocks[^1], read[2].Blocks[^1]);
    }

    [Fact]
    public async Task Get_NoRequests_IsEmpty_AndNoTemplate_IsNotFound()
    {
        Assert.Empty(await _http.GetStringAsync(Export, Stop));
        using var none = await _http.GetAsync("/prompts-api/nothing/trace.jsonl", Stop);

        Assert.Equal((HttpStatusCode.NotFound, "There is no template nothing."), (none.StatusCode, await ErrorAsync(none)));
    }

    [Fact]
    public async Task Get_RecordsThatCannotBeRead_SaysSo()
    {
        await AskAsync("Why?");
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_portal.Data, "telemetry.db")};Pooling=false"))
        {
            await database.OpenAsync(Stop);
            await using var command = database.CreateCommand();
            command.CommandText = "DROP TABLE prompt_trace";
            await command.ExecuteNonQueryAsync(Stop);
        }

        using var response = await _http.GetAsync(Export, Stop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.StartsWith("The request records cannot be read: ", await ErrorAsync(response), StringComparison.Ordinal);
    }

    private static async Task<string?> ErrorAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("error").GetString();

    private async Task AskAsync(params string[] questions)
    {
        foreach (var question in questions)
        {
            using var response = await _http.PostAsJsonAsync(
                "/v1/chat/completions", new { model = PortalFactory.Model, template = "support@draft", messages = new[] { new { role = "user", content = question } } }, Stop);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Stop));
        }

        await _portal.Services.GetRequiredService<TelemetryWriter>().FlushAsync(Stop);
    }
}

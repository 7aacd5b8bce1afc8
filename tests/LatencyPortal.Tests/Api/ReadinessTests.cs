using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LatencyPortal.Tests.Shared;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LatencyPortal.Tests.Api;

public sealed class ReadinessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readyz_OneUsableModel_IsReady()
    {
        await using var portal = await PortalFactory.StartAsync(new Uri("http://127.0.0.1:9/v1"));
        using var client = portal.CreateClient();

        using var response = await client.GetAsync("/readyz", Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var report = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.True(report.GetProperty("ready").GetBoolean());
        Assert.Contains(PortalFactory.Model, report.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
    }

    [Fact]
    public async Task Readyz_NoModel_SaysWhy()
    {
        await using var portal = await PortalFactory.StartAsync();
        using var client = portal.CreateClient();

        using var response = await client.GetAsync("/readyz", Stop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var report = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal(0, report.GetProperty("models_usable").GetInt32());
        Assert.Contains("models", report.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("what").GetString()));
    }

    [Fact]
    public async Task Readyz_DatabaseLocked_IsNotReady()
    {
        await using var portal = await PortalFactory.StartAsync(new Uri("http://127.0.0.1:9/v1"));
        using var client = portal.CreateClient();
        await using var other = new SqliteConnection($"Data Source={Path.Combine(portal.Data, "portal.db")}");
        await other.OpenAsync(Stop);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync(Stop);

        using var response = await client.GetAsync("/readyz", Stop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("portal database", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }
}

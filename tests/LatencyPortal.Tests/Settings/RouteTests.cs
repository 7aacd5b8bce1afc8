using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LatencyPortal.Chat;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using LatencyPortal.Settings;
using LatencyPortal.Settings.Routes;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Chat;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Settings;

/// <summary>Output limits of models and pools, from configuration and from the Settings page.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private ScriptedEndpoint _endpoint = null!;
    private PortalFactory _portal = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RouteStore Store => _portal.Services.GetRequiredService<RouteStore>();

    public async ValueTask InitializeAsync()
    {
        _endpoint = await ScriptedEndpoint.StartAsync();
        _portal = await PortalFactory.StartAsync(
            _endpoint.BaseUrl,
            more:
            [
                ("LatencyPortal:Endpoints:0:Models:1", "mini"),
                ("LatencyPortal:Pools:0:Name", "both"), ("LatencyPortal:Pools:0:Members:0", "test/mini"),
                ("LatencyPortal:Routes:0:Model", "test/mini"), ("LatencyPortal:Routes:0:MaxOutputTokens", "40"),
                ("LatencyPortal:Routes:1:Model", "both"), ("LatencyPortal:Routes:1:MaxOutputTokens", "60"),
            ]);
        _http = _portal.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    [Theory]
    [InlineData("chat/completions", "test/mini", "\"max_tokens\": 300", 40)]
    [InlineData("chat/completions", "test/mini", "\"max_tokens\": 3", 3)]
    [InlineData("chat/completions", "test/mini", "\"n\": 1", 40)]
    [InlineData("chat/completions", "both", "\"max_tokens\": 300", 60)]
    [InlineData("chat/completions", "test/scripted", "\"max_tokens\": 300", 300)]
    [InlineData("responses", "test/mini", "\"max_output_tokens\": 300", 40)]
    [InlineData("responses", "both", "\"store\": false", 60)]
    public async Task Post_Limit_IsTheSmallerOne(string address, string model, string wish, int expected)
    {
        _endpoint.Enqueue(Script.Answer().Tokens("a", "b").Finish("length").Usage(5, expected));
        var content = address == "responses" ? "\"input\": \"Hi\"" : "\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]";

        using var response = await _http.PostAsync(
            new Uri($"/v1/{address}", UriKind.Relative), new StringContent($$"""{"model": "{{model}}", {{wish}}, {{content}}}""", Encoding.UTF8, "application/json"), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, MostAskedFor());
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal(
            address == "responses" ? "max_output_tokens" : "length",
            address == "responses"
                ? answer.GetProperty("incomplete_details").GetProperty("reason").GetString()
                : answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Set_OnThePage_HoldsAtOnceAndOverAReloadUntilRemoved()
    {
        Assert.Null(await Store.SetAsync(PortalFactory.Model, 30, Stop));
        Assert.Null(await Store.SetAsync(PortalFactory.Model, 20, Stop));

        Assert.Equal(("The portal", 20), await AskInTheChatAsync(cut: 20));
        await _portal.Services.GetRequiredService<EndpointStore>().ApplyAsync(Stop);
        Assert.Equal(("The portal", 20), await AskInTheChatAsync(cut: 20));
        Assert.Equal(("Cut off: the limit", 20), await AskInTheChatAsync(cut: 7)); // something else ended it
        await Store.RemoveAsync(PortalFactory.Model, Stop);
        Assert.Equal(("Cut off: the limit", null), await AskInTheChatAsync(cut: 20));
    }

    [Theory]
    [InlineData("", 10, "Choose a model")]
    [InlineData("test/scripted", null, "1 to 10,000,000")]
    [InlineData("test/scripted", 0, "1 to 10,000,000")]
    [InlineData("test/mini", 10, "comes from configuration")]
    public async Task Set_Unusable_IsExplained(string model, int? most, string says)
    {
        Assert.Contains(says, await Store.SetAsync(model, most, Stop), StringComparison.Ordinal);
        Assert.All(await _portal.Services.GetRequiredService<RouteCatalogue>().ReadAsync(Stop), route => Assert.True(route.IsConfigured));
    }

    [Theory]
    [InlineData("Model", "", "Choose a model")]
    [InlineData("Model", "one/m", "two routes for one/m")]
    [InlineData("MaxOutputTokens", "0", "1 to 10,000,000")]
    public void Validate_UnusableRoute_IsExplained(string setting, string value, string says)
    {
        var configuration = new ConfigurationManager
        {
            ["LatencyPortal:Routes:0:Model"] = "one/m",
            ["LatencyPortal:Routes:0:MaxOutputTokens"] = "5",
            ["LatencyPortal:Routes:1:Model"] = "two/m",
            ["LatencyPortal:Routes:1:MaxOutputTokens"] = "5",
        };
        configuration[$"LatencyPortal:Routes:1:{setting}"] = value;
        var options = new PortalOptions { Data = "", Model = "" };
        configuration.GetSection(PortalOptions.Section).Bind(options);

        var fault = Assert.Single(new PortalOptionsValidator(configuration).Validate(null, options).Failures!);

        Assert.StartsWith($"LatencyPortal:Routes:1:{setting}: ", fault, StringComparison.Ordinal);
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }

    private int? MostAskedFor() =>
        _endpoint.Requests[^1].Json is var sent && (sent.TryGetProperty("max_tokens", out var most) || sent.TryGetProperty("max_completion_tokens", out most)) ? most.GetInt32() : null;

    /// <summary>The beginning of the note under an answer that ends after so many tokens, and the limit the endpoint was given.</summary>
    private async Task<(string Note, int? Most)> AskInTheChatAsync(int cut)
    {
        _endpoint.Enqueue(Script.Answer().Tokens("a", "b").Finish("length").Usage(5, cut));
        var turn = await _portal.Services.GetRequiredService<ConversationStore>().Turns.AskAsync(null, new NewQuestion("Hi", [PortalFactory.Model]), Stop);
        var (_, end) = await ChatFixture.ReadAsync(_portal.Services.GetRequiredService<GenerationRegistry>().Start(turn.Answers[0]), Stop);
        Assert.Equal(("length", MessageState.Complete), (end!.FinishReason, end.State));
        var note = end.Error!;
        return (note.Contains("the portal's limit of 20 tokens for test/scripted", StringComparison.Ordinal) && note.Contains("Settings", StringComparison.Ordinal) ? "The portal" : note[..18], MostAskedFor());
    }
}

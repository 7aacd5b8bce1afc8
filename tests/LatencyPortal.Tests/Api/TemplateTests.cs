using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Telemetry.Traces;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>Requests that ask for a template get its prompt.</summary>
public sealed class TemplateTests : IAsyncLifetime
{
    private ScriptedEndpoint _endpoint = null!;
    private PortalFactory _portal = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PromptStore Store => _portal.Services.GetRequiredService<PromptStore>();

    public async ValueTask InitializeAsync()
    {
        _endpoint = await ScriptedEndpoint.StartAsync();
        _portal = await PortalFactory.StartAsync(_endpoint.BaseUrl, builtInModel: true, more: [("LatencyPortal:Endpoints:0:Models:1", "gpt-5.6-sol"), ("LatencyPortal:Endpoints:0:Models:2", "gpt-4.1")]);
        _http = _portal.CreateClient();
        await Store.SaveVersionAsync(Support("You work for {{ shop }}."), "first", Stop);
        await Store.LabelAsync("support", "production", 1, null, 0, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    [Theory]
    [InlineData("test/scripted", "support")]
    [InlineData("template:support", null)]
    [InlineData("template:support@1", null)]
    [InlineData(null, "support@production")]
    [InlineData("template:support", "support@production")]
    public async Task Post_Template_GoesAroundTheMessages(string? model, string? template)
    {
        var answer = await PostAsync(new { model, template, variables = new { shop = "Acme" }, messages = new[] { Said("system", "Be brief."), Said("user", "Old?"), Said("assistant", "Yes."), Said("user", "New?") } });

        Assert.Equal("test/scripted", answer.GetProperty("model").GetString());
        Assert.Equal(
            [("system", "You work for Acme.\n\nBe brief."), ("user", "Asked: Old?"), ("assistant", "Yes."), ("user", "Asked: New?")],
            Sent());
        Assert.False(_endpoint.Requests[^1].Json.TryGetProperty("template", out _));
        Assert.False(_endpoint.Requests[^1].Json.TryGetProperty("variables", out _));
    }

    [Fact]
    public async Task Post_TemplateWithoutMessages_AsksByItself()
    {
        await Store.SaveVersionAsync(Support("") with { Name = "greeting", Variables = [], Segments = [new PromptSegment { Id = "input", Kind = SegmentKind.Input, Text = "Say hello." }] }, null, Stop);

        await PostAsync(new { model = "test/scripted", template = "greeting@draft" });

        Assert.Equal([("user", "Say hello.")], Sent());
    }

    [Fact]
    public async Task Post_ToolsInAnyOrder_AreSentInOne()
    {
        var tools = new[] { "b", "a" }.Select(name => new { type = "function", function = new { name, parameters = new { type = "object", properties = new { } } } }).ToArray();

        await PostAsync(new { model = "test/scripted", template = "support", variables = new { shop = "x" }, tools, messages = new[] { Said("user", "q") } });

        Assert.Equal(["a", "b"], _endpoint.Requests[^1].Json.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("gpt-5.6-sol", "support@1", true)]
    [InlineData("gpt-4.1", "support@1", false)]
    [InlineData("scripted", null, false)]
    public async Task Post_ToAFamilyWithMarkers_CarriesThem(string model, string? key, bool marked)
    {
        await PostAsync(new { model = $"test/{model}", template = "support", variables = new { shop = "x" }, messages = new[] { Said("user", "q") } });

        var sent = _endpoint.Requests[^1].Json;
        Assert.Equal(key, sent.TryGetProperty("prompt_cache_key", out var said) ? said.GetString() : null);
        var system = sent.GetProperty("messages")[0].GetProperty("content");
        Assert.Equal(marked ? """[{"type":"text","text":"You work for x.","prompt_cache_breakpoint":{"mode":"explicit"}}]""" : "\"You work for x.\"", system.GetRawText());
    }

    [Fact]
    public async Task Post_PlannedMarks_AreSentAndPredictedWith()
    {
        await _portal.Services.GetRequiredService<CachePlanStore>().SetAsync(
            "support", "openai-5.6", new CachePlan { Markers = [new PlannedMarker(OutlinePlace.Asked, null, null)], AutomaticBreakpoint = false }, Stop);

        await PostAsync(new { model = "test/gpt-5.6-sol", template = "support", variables = new { shop = "x" }, messages = new[] { Said("user", "q") } });

        var sent = _endpoint.Requests[^1].Json;
        Assert.Equal("""{"mode":"explicit"}""", sent.GetProperty("prompt_cache_options").GetRawText());
        Assert.Equal(
            """["You work for x.",[{"type":"text","text":"Asked: q","prompt_cache_breakpoint":{"mode":"explicit"}}]]""",
            JsonSerializer.Serialize(sent.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content"))));
        await _portal.Services.GetRequiredService<TelemetryWriter>().FlushAsync(Stop);
        var trace = (await _portal.Services.GetRequiredService<PromptTraceStore>().ReadAsync("support", 1, DateTimeOffset.MinValue, Stop).SingleAsync(Stop)).Trace;
        Assert.False(trace.AutomaticBreakpoint);
        Assert.Equal([trace.Marks.Count - 1], trace.Breakpoints.Select(point => point.Mark));
    }

    [Fact]
    public async Task Responses_Template_GoesAroundTheInput()
    {
        using var response = await _http.PostAsJsonAsync("/v1/responses", new { model = "test/scripted", template = "support", variables = new { shop = "Acme" }, instructions = "Be brief.", input = "New?" }, Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([("system", "You work for Acme.\n\nBe brief."), ("user", "Asked: New?")], Sent());
    }

    [Theory]
    [InlineData("template:greeting", "support")]
    [InlineData("template:support@2", "support")]
    public async Task Post_TwoTemplates_AreRefused(string model, string template)
    {
        using var response = await _http.PostAsJsonAsync("/v1/chat/completions", new { model, template, variables = new { shop = "x" }, messages = new[] { Said("user", "q") } }, Stop);

        var error = (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("error");
        Assert.Equal((HttpStatusCode.BadRequest, "template"), (response.StatusCode, error.GetProperty("param").GetString()));
        Assert.Equal($"`template` names support, but `model` names the template {model["template:".Length..]}. Leave one of them out, or let both name the same.", error.GetProperty("message").GetString());
        Assert.Empty(_endpoint.Requests);
    }

    [Theory]
    [InlineData("nothing", "{}", HttpStatusCode.NotFound, "template", "There is no template nothing")]
    [InlineData("support@gone", "{}", HttpStatusCode.NotFound, "template", "has no label gone")]
    [InlineData("support@9", "{}", HttpStatusCode.NotFound, "template", "has no version 9")]
    [InlineData("support", "{}", HttpStatusCode.BadRequest, "variables.shop", "has no default")]
    [InlineData("support", "{\"shop\":\"a\",\"shoe\":1}", HttpStatusCode.BadRequest, "variables.shoe", "has no variable shoe")]
    [InlineData("support", "[]", HttpStatusCode.BadRequest, "variables", "must be an object")]
    public async Task Post_WhatDoesNotFit_SaysWhatAndWhere(string template, string variables, HttpStatusCode status, string param, string says)
    {
        using var response = await _http.PostAsJsonAsync("/v1/chat/completions", new { model = "test/scripted", template, variables = JsonDocument.Parse(variables).RootElement, messages = new[] { Said("user", "q") } }, Stop);

        var error = (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("error");
        Assert.Equal((status, param), (response.StatusCode, error.GetProperty("param").GetString()));
        Assert.Contains(says, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(_endpoint.Requests);
    }

    [Fact]
    public async Task SplitLabel_GivesAConversationOneArm_AndBothTheirShare()
    {
        await Store.SaveVersionAsync(Support("Version two of {{ shop }}."), null, Stop);
        await Store.LabelAsync("support", "production", 1, 2, 30, Stop);
        var reference = TemplateReference.Parse("support");

        var arms = new List<int>();
        for (var i = 0; i < 400; i++)
        {
            var version = (await Store.ResolveAsync(reference, $"key {i}", Stop)).Version;
            Assert.Equal(version, (await Store.ResolveAsync(reference, $"key {i}", Stop)).Version);
            arms.Add(version);
        }

        Assert.InRange(arms.Count(version => version == 2), 80, 160);
    }

    [Fact]
    public async Task Record_NamesTheTemplate_AndThePromptIsPredicted()
    {
        // Once to fill the cache, once to find it.
        for (var i = 0; i < 2; i++)
            await PostAsync(new { model = AssistantFixture.Model, template = "support", variables = new { shop = string.Join(' ', Enumerable.Repeat("Acme", 40)) }, max_tokens = 3, messages = new[] { Said("user", "How do I add an endpoint?") } });

        await _portal.Services.GetRequiredService<TelemetryWriter>().FlushAsync(Stop);
        var records = (await _portal.Services.GetRequiredService<RecordStore>().NewestAsync(new RecordFilter(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, AssistantFixture.Model), 10, Stop)).Reverse().ToList();
        Assert.All(records, record => Assert.Equal(("support", 1), (record.Template, record.TemplateVersion)));
        Assert.All(records, record => Assert.Equal(record.CachedInputTokens, record.PredictedCachedTokens));
        Assert.True(records[1].CachedInputTokens > 40, $"{records[1].CachedInputTokens}");
    }

    private static PromptTemplate Support(string system) => new()
    {
        Name = "support",
        Segments =
        [
            new PromptSegment { Id = "system", Kind = SegmentKind.System, Text = system },
            new PromptSegment { Id = "history", Kind = SegmentKind.History },
            new PromptSegment { Id = "input", Kind = SegmentKind.Input, Text = "Asked: {{ input }}" },
        ],
        Variables = [new PromptVariable { Name = "shop", Changes = ChangeRate.Never }],
        Model = "test/scripted",
    };

    private static object Said(string role, string content) => new { role, content };

    private async Task<JsonElement> PostAsync(object body)
    {
        using var response = await _http.PostAsJsonAsync("/v1/chat/completions", body, new JsonSerializerOptions { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull }, Stop);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer;
    }

    private IEnumerable<(string?, string?)> Sent() => _endpoint.Requests[^1].Json.GetProperty("messages").EnumerateArray()
        .Select(message => (message.GetProperty("role").GetString(), message.GetProperty("content").GetString()));
}

using System.Net.Http.Json;
using Bunit;
using LatencyPortal.Dashboards;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts;
using LatencyPortal.Prompts.Insight;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Insight;

/// <summary>What requests of a template leave stands in the sections and on the page of each request.</summary>
public sealed class InsightSectionsTests : BunitContext, IAsyncLifetime
{
    private const string Model = "test/gpt-5.6-sol";
    private const int Asked = 12;

    /// <summary>Computing in the background takes its time on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly PromptSegment Rules = new() { Id = "rules", Kind = SegmentKind.System, Text = string.Concat(Enumerable.Repeat("Answer in the words of the manual. ", 300)) };
    private static readonly PromptSegment Ticket = new() { Id = "ticket", Kind = SegmentKind.System, Text = "Ticket {{ ticket }} of {{ shop }}." };
    private static readonly PromptSegment Input = new() { Id = "input", Kind = SegmentKind.Input, Text = "{{ input }}" };

    private ScriptedEndpoint _endpoint = null!;
    private PortalFactory _portal = null!;

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private PromptStore Store => _portal.Services.GetRequiredService<PromptStore>();

    private CachePlanStore Plans => _portal.Services.GetRequiredService<CachePlanStore>();

    public async ValueTask InitializeAsync()
    {
        _endpoint = await ScriptedEndpoint.StartAsync();
        _endpoint.Fallback = () => Script.Answer().Tokens("Yes", ".").Finish().Usage(2_100, 2, cached: 0);
        _portal = await PortalFactory.StartAsync(_endpoint.BaseUrl, more: [("LatencyPortal:Endpoints:0:Models:1", "gpt-5.6-sol")]);
        await Store.SaveVersionAsync(Support(Ticket, Rules, Input), "first", Stop);
        await Store.LabelAsync("support", "production", 1, null, 0, Stop);
        foreach (var service in new[] { typeof(InsightReader), typeof(PromptStore), typeof(MissReader), typeof(CachePlanStore), typeof(TimeProvider) })
            Services.AddSingleton(service, _portal.Services.GetRequiredService(service));
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await base.DisposeAsync();
        await _portal.DisposeAsync();
        await _endpoint.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void NoRequests_SaysWhatWillStandThere()
    {
        var page = Draw();

        Assert.Contains("No requests of this template yet", page.WaitForElement("[data-testid=insight-empty]", Patience).TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=learned]"));
        // What is in production is asked for by its bare name, with what has no default.
        Assert.Contains("\"template\":\"support\",\"variables\":{\"ticket\":", page.Find("[data-testid=insight-empty] pre").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Learned_VariableThatIsDeclaredTooSteady_IsHintedAt()
    {
        await AskAsync(Asked);

        var page = Draw();

        page.WaitForElement("[data-testid=learned]", Patience);
        var rows = page.FindAll("[data-testid=learned-variable]").Select(row => string.Join(" | ", row.Children.Select(cell => cell.TextContent.Trim())));
        // Which day it is may change while the test runs, so the share within a day is left out.
        Assert.Equal(
            ["shop | 1 | 0 % | 12 | never | never", "ticket | 12 | 100 % | 12 | never | with each request"],
            rows.Select(row => row.Split(" | ")).Select(row => string.Join(" | ", row[0], row[1], row[2], row[5], row[6], row[7])));
        Assert.Equal("/prompts-api/support/trace.jsonl", page.Find("[data-testid=export-trace]").GetAttribute("href"));
        Assert.Contains("ticket changes more often than declared", Assert.Single(page.FindAll("[data-testid=learned-hint]")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_PredictedAndReported_StandSideBySide()
    {
        await AskAsync(Asked);

        var row = Draw().WaitForElement("[data-testid=score-row]", Patience);

        // Every prompt begins with another ticket, so nothing is predicted, and nothing was served.
        Assert.Equal(["version 1", Model, "12", "0 tokens", "0 tokens", "0 tokens", "0.0 points", "neither"], row.Children.Select(cell => cell.TextContent.Trim()));
    }

    [Fact]
    public async Task WhatIf_TicketBehindTheRules_IsBetterForThoseWhoKeepPrefixes()
    {
        await AskAsync(Asked);
        await Store.SaveDraftAsync(Support(Rules, Ticket, Input), Stop);
        var page = Draw();
        page.WaitForElement("[data-testid=whatif-run]", Patience);
        page.FindAll("[data-testid=whatif] label").Single(label => label.TextContent.Trim() == "vLLM").QuerySelector("input")!.Change(true);

        page.Find("[data-testid=whatif-run]").Click();

        page.WaitForElement("[data-testid=whatif-table]", Patience);
        Assert.Contains("Version 1 against the working copy on 12 requests", page.Find("[data-testid=whatif-done]").TextContent, StringComparison.Ordinal);
        var rows = page.FindAll("[data-testid=whatif-row]");
        Assert.Equal(["OpenAI GPT-5.6 and newer", "vLLM"], rows.Select(row => row.Children[0].TextContent));
        // The marker that is set by default stands behind the ticket, wherever that is.
        Assert.Equal(["same", "better"], rows.Select(row => row.Children[1].QuerySelector(".same, .better, .worse")!.ClassName));
        Assert.Contains("tokens saved, better", rows[1].Children[2].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIf_DraftThatCannotBeUsed_SaysSo()
    {
        await AskAsync(1);
        var page = Draw(Support(Rules, Ticket with { Text = "{{ nothing" }, Input));

        page.WaitForElement("[data-testid=whatif-run]", Patience).Click();

        Assert.Contains("The working copy cannot be tried.", page.WaitForElement("[data-testid=whatif-problem]", Patience).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_TraceWithoutRequests_SaysSo()
    {
        var page = Draw();
        page.WaitForElement("[data-testid=whatif-run]", Patience);
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("\n"));

        page.Find("[data-testid=whatif-run]").Click();

        Assert.Contains("The trace holds no request", page.WaitForElement("[data-testid=whatif-none]", Patience).TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=whatif-table]"));
    }

    [Fact]
    public async Task Markers_RulesInFront_AreMarked()
    {
        await AskAsync(Asked);
        var page = Draw(Support(Rules, Ticket, Input));

        page.WaitForElement("[data-testid=markers-run]", Patience).Click();

        var plan = page.WaitForElement("[data-testid=plan]", Patience);
        Assert.Contains("behind the segment rules", plan.Children[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("saved, better", plan.Children[3].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_IsUsed_AndLetGo()
    {
        await AskAsync(Asked);
        var page = Draw(Support(Rules, Ticket, Input));
        Assert.Contains("the portal's own way", page.WaitForElement("[data-testid=marks-in-use]", Patience).TextContent, StringComparison.Ordinal);
        page.Find("[data-testid=markers-run]").Click();
        page.WaitForElement("[data-testid=use-plan]", Patience).Click();

        page.WaitForElement("[data-testid=own-way]", Patience);
        Assert.Contains("as planned: behind the segment rules", page.Find("[data-testid=marks-in-use]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=use-plan]"));
        Assert.Contains((await Plans.GetAsync("support", Stop))["openai-5.6"].Markers, marker => marker.Segment == "rules");

        page.Find("[data-testid=own-way]").Click();

        page.WaitForElement("[data-testid=use-plan]", Patience);
        Assert.Empty(await Plans.GetAsync("support", Stop));
    }

    [Fact]
    public async Task Request_OfATemplate_SaysWhereItsPromptParts()
    {
        await AskAsync(2);
        var records = await RecordsAsync();

        var section = Render<CacheSection>(parameters => parameters.Add(page => page.Record, records[0] with { HeldMs = 700 }));

        Assert.Contains("in the segment ticket: the variable ticket differs", section.WaitForElement("[data-testid=miss]", Patience).TextContent, StringComparison.Ordinal);
        Assert.Equal("It waited 700 ms for another call with the same prefix to stream, and read nothing: the wait did not pay.", section.Find("[data-testid=held]").TextContent);
        Assert.Equal("/prompts/support", section.Find("a").GetAttribute("href"));
        Assert.Equal(["0 tokens", "0 tokens"], section.FindAll("dd").Select(figure => figure.TextContent));
    }

    [Theory]
    [InlineData(6_700, ", and read 6,700 tokens that would have been computed otherwise.")]
    [InlineData(1, ", and read 1 token that would have been computed otherwise.")]
    [InlineData(null, "; what it then read of the cache is not known.")]
    public async Task Request_ThatWasHeld_SaysWhetherItPaid(int? read, string says)
    {
        await AskAsync(1);
        var record = Assert.Single(await RecordsAsync());

        var section = Render<CacheSection>(parameters => parameters.Add(page => page.Record, record with { HeldMs = 240, CachedInputTokens = read }));

        Assert.Equal($"It waited 240 ms for another call with the same prefix to stream{says}", section.Find("[data-testid=held]").TextContent);
    }

    [Fact]
    public async Task Request_ThatFailedBeforeItsAnswer_IsNotExplained_AndLeftNothing()
    {
        using var http = _portal.CreateClient();
        _endpoint.Enqueue(Script.Error(400, "The prompt is too long."));
        using (var refused = await http.PostAsJsonAsync("/v1/chat/completions", Question(0), Stop))
            Assert.False(refused.IsSuccessStatusCode);
        using (var answered = await http.PostAsJsonAsync("/v1/chat/completions", Question(0), Stop))
            Assert.True(answered.IsSuccessStatusCode);
        await _portal.Services.GetRequiredService<TelemetryWriter>().FlushAsync(Stop);
        var records = await RecordsAsync();
        Assert.Equal([RequestOutcome.Completed, RequestOutcome.Failed], records.Select(record => record.Outcome));

        var answer = Render<CacheSection>(parameters => parameters.Add(page => page.Record, records[0]));
        var failure = Render<CacheSection>(parameters => parameters.Add(page => page.Record, records[1]));

        Assert.Contains("that this model answered", answer.WaitForElement("[data-testid=miss]", Patience).TextContent, StringComparison.Ordinal);
        Assert.Equal("0 tokens", answer.Find("[data-testid=predicted-cached]").TextContent);
        Assert.Empty(failure.FindAll("[data-testid=miss]"));
    }

    private Task<IReadOnlyList<RequestRecord>> RecordsAsync() => _portal.Services.GetRequiredService<RecordStore>()
        .NewestAsync(new RecordFilter(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Model), 10, Stop);

    private static object Question(int i) =>
        new { model = Model, template = "support", variables = new { ticket = $"T-{i}", shop = "Acme" }, messages = new[] { new { role = "user", content = $"Question {i}?" } } };

    private static PromptTemplate Support(params PromptSegment[] segments) => new()
    {
        Name = "support",
        Segments = segments,
        Variables = [new PromptVariable { Name = "ticket", Changes = ChangeRate.Never }, new PromptVariable { Name = "shop", Changes = ChangeRate.Never }],
    };

    private IRenderedComponent<InsightSections> Draw(PromptTemplate? draft = null) =>
        Render<InsightSections>(parameters => parameters.Add(page => page.Name, "support").Add(page => page.Draft, draft));

    private async Task AskAsync(int times)
    {
        using var http = _portal.CreateClient();
        for (var i = 0; i < times; i++)
        {
            using var response = await http.PostAsJsonAsync("/v1/chat/completions", Question(i), Stop);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Stop));
        }

        await _portal.Services.GetRequiredService<TelemetryWriter>().FlushAsync(Stop);
    }
}

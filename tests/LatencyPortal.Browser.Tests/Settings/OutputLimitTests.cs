using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using LatencyPortal.Testing;

namespace LatencyPortal.Browser.Tests.Settings;

/// <summary>An output limit from the page to the answer, and what the Latency pages say of it.</summary>
public sealed class OutputLimitTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task Limit_IsSetObeyedShownAndRemoved()
    {
        var settings = await OpenAsync("/settings");
        await settings.GetByTestId("route-model").SelectOptionAsync("scripted/alpha");
        await settings.GetByTestId("route-most").FillAsync("12");
        await settings.GetByTestId("route-set").ClickAsync();
        await Expect(settings.GetByTestId("route")).ToContainTextAsync("scripted/alpha writes at most 12 tokens");

        Model.Enqueue(Script.Answer().Tokens("The capital ", "is Paris.", "\nUser:", " And who else asked?").Finish("length").Usage(5, 12));
        var chat = await OpenChatAsync();
        await chat.AskAsync("Which capital?");
        await chat.HasStateAsync("Complete");
        await Expect(chat.LastAnswer).ToContainTextAsync("the portal's limit of 12 tokens for scripted/alpha ended this answer");
        await chat.LatencyLine.ClickAsync();
        await chat.Trace.ClickAsync();
        await Expect(chat.Page.GetByTestId("stop-advice")).ToContainTextAsync("A stop sequence \\nUser: would have saved about 5 of 12 tokens");
        await Expect(chat.Page.Locator(".outcome")).ToContainTextAsync("the portal's limit of output tokens");

        var output = await OpenAsync("/latency/output");
        var row = output.GetByTestId("output-row").Filter(new() { HasText = "scripted/alpha" }).Filter(new() { HasText = "default" });
        await Expect(row).ToContainTextAsync("no template");
        // Others ask this model too, so how many tokens they were is not known here.
        await Expect(row).ToContainTextAsync(new Regex(@"~[\d,]+ \("));
        Assert.DoesNotContain((await output.RunAxe()).Violations, violation => violation.Impact is "serious" or "critical");
        await output.SetViewportSizeAsync(360, 740);
        Assert.True(await output.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0);

        await settings.GetByRole(AriaRole.Button, new() { Name = "Remove the output limit of scripted/alpha" }).ClickAsync();
        await Expect(settings.GetByTestId("route")).ToHaveCountAsync(0);
    }
}

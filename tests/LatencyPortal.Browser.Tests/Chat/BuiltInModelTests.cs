using System.Text.RegularExpressions;

namespace LatencyPortal.Browser.Tests.Chat;

public sealed class BuiltInModelTests(BrowserFixture fixture) : PortalTest(fixture)
{
    [Fact]
    public async Task PortalAssistant_AnswersAboutLatency()
    {
        var chat = await OpenChatAsync("portal-assistant");

        await chat.AskAsync("What is TTFT?");

        await chat.HasStateAsync("Complete");
        await Expect(chat.Body).ToContainTextAsync(new Regex("TTFT|first token", RegexOptions.IgnoreCase));
        await Expect(chat.LatencyLine).ToHaveTextAsync(new Regex(@"TTFT\s*[\d.]+ ms.*TPOT\s*[\d.]+ ms.*\d+ tokens", RegexOptions.Singleline));
        Assert.Equal(0, RequestCount);
    }
}

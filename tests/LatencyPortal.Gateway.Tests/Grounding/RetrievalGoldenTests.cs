using System.Text.Json;
using LatencyPortal.Gateway.Grounding;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Gateway.Tests.Grounding;

/// <summary>The search finds what the search of the training scripts found, entry by entry and strength by strength.</summary>
public sealed class RetrievalGoldenTests
{
    [Fact]
    public void Search_RecordedSearches_GiveTheSameDocuments()
    {
        using var help = HelpIndex.Load(Path.Combine(AppContext.BaseDirectory, "portal-assistant", "help.json"), NullLogger.Instance);
        Assert.Null(help.Problem);
        var golden = JsonSerializer.Deserialize<List<Recorded>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "retrieval.json")), JsonSerializerOptions.Web)!;
        Assert.True(golden.Count >= 50);

        Assert.All(golden, search =>
        {
            var turns = search.Earlier.SelectMany(text => new[] { new ChatMessage(ChatRole.User, text), new ChatMessage(ChatRole.Assistant, "…") });
            var prompt = new GroundedPrompt([.. turns, new ChatMessage(ChatRole.User, search.Question)], help);
            Assert.Equal(search.Documents, prompt.Documents.Select(document => new Found(document.Entry.Id, document.Strength)));
        });
    }

    private sealed record Recorded(string Question, List<string> Earlier, List<Found> Documents);

    private sealed record Found(string Id, string Strength);
}

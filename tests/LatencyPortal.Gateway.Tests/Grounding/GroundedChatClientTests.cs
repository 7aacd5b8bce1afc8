using System.Text.Json;
using LatencyPortal.Gateway.Grounding;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Gateway.Tests.Grounding;

public sealed class GroundedChatClientTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Call_MatchingQuestion_PutsDocumentsAfterTheLastUserMessage()
    {
        using var help = Load();
        var provider = new RecordingClient();
        using var client = new GroundedChatClient(provider, help);
        var context = new RequestContext(TimeProvider.System, "chat");

        await client.GetResponseAsync(
            [
                new(ChatRole.System, "You are a pirate."),
                new(ChatRole.User, "oldest"), new(ChatRole.Assistant, "1"),
                new(ChatRole.User, "older"), new(ChatRole.Assistant, "2"),
                new(ChatRole.User, "old"), new(ChatRole.Assistant, "3"),
                new(ChatRole.User, "what is the time to first token?"),
            ],
            context.Attach(),
            Token);

        Assert.Equal(
            ["user: older", "assistant: 2", "user: old", "assistant: 3", "user: what is the time to first token?", "system: Time to first token is explained here.\n[Time to first token](/help/ttft) | 5"],
            provider.Messages.Select(message => $"{message.Role}: {message.Text}"));
        Assert.Equal("ttft", Assert.Single(context.Documents).Entry.Id);
    }

    [Fact]
    public async Task Call_NothingMatches_SaysSoInTheFixedLine()
    {
        using var help = Load();
        var provider = new RecordingClient();
        using var client = new GroundedChatClient(provider, help);

        await client.GetResponseAsync([new(ChatRole.User, "zzzz qqqq")], cancellationToken: Token);

        Assert.Equal(["zzzz qqqq", "No help entry matches."], provider.Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task Call_ShortFollowUp_SearchesWithThePreviousQuestion()
    {
        using var help = Load();
        using var client = new GroundedChatClient(new RecordingClient(), help);
        var context = new RequestContext(TimeProvider.System, "chat");

        await client.GetResponseAsync(
            [new(ChatRole.User, "what is the time to first token?"), new(ChatRole.Assistant, "…"), new(ChatRole.User, "tell me more")], context.Attach(), Token);

        Assert.Equal("ttft", context.Documents[0].Entry.Id);
    }

    [Theory]
    [InlineData("{ damaged")]
    [InlineData("[{\"id\":\"half\"}]")]
    public void Load_DamagedFile_HasNoEntriesAndAProblem(string content)
    {
        File.WriteAllText(_file, content);

        using var help = HelpIndex.Load(_file, NullLogger.Instance);

        Assert.Empty(help.Entries);
        Assert.Contains(_file, help.Problem!, StringComparison.Ordinal);
        Assert.Empty(help.Search("ttft", null));
        Assert.Null(help.Find("ttft"));
    }

    [Fact]
    public async Task Search_FromManyThreads_GivesTheSame()
    {
        using var help = Load();
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => help.Search("first token time", null)[0], Token)));

        Assert.Single(results.Distinct());
    }

    private HelpIndex Load()
    {
        HelpEntry[] entries =
        [
            Entry("ttft", "Time to first token", "what is ttft", "how long until the first token"),
            Entry("docker", "Docker", "run it in a container"),
            Entry("keys", "API keys", "enter a key"),
            Entry("charts", "Charts", "see a diagram"),
        ];
        File.WriteAllText(_file, JsonSerializer.Serialize(entries, JsonSerializerOptions.Web));
        return HelpIndex.Load(_file, NullLogger.Instance);
    }

    private static HelpEntry Entry(string id, string title, params string[] questions) => new()
    {
        Id = id,
        Title = title,
        Category = "metrics",
        Answer = $"{title} is explained here.",
        More = "There is more.",
        Details = $"See [it](/help/{id}).",
        Questions = questions,
    };
}

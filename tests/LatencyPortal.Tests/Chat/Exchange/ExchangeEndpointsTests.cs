using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using LatencyPortal.Chat;
using LatencyPortal.Chat.Exchange;
using LatencyPortal.Chat.Exchange.Import;
using LatencyPortal.Data;
using LatencyPortal.Testing;
using Xunit;

namespace LatencyPortal.Tests.Chat.Exchange;

/// <summary>Export and import through the portal.</summary>
public sealed class ExchangeEndpointsTests(ChatFixture chat) : IClassFixture<ChatFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_TwiceAndUndone()
    {
        var file = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "golden", "exchange", "openwebui.json"), Stop);

        var first = await ImportAsync(file);
        var again = await ImportAsync(file);

        Assert.Equal((2, 0, 0, true), (first.Imported, first.Already, first.Failed, first.Done));
        Assert.Equal((0, 2, 0, true), (again.Imported, again.Already, again.Failed, again.Done));
        Assert.Contains("Two models", (await chat.Store.ListAsync(Stop)).Select(conversation => conversation.Title));
        using var undone = await chat.PostAsync("import/undo", new { ids = first.Ids }, Stop);
        Assert.Equal(HttpStatusCode.NoContent, undone.StatusCode);
        Assert.DoesNotContain("Two models", (await chat.Store.ListAsync(Stop)).Select(conversation => conversation.Title));
        Assert.Equal(2, (await ImportAsync(file)).Imported); // what was undone can come again
    }

    [Fact]
    public async Task Import_OneBadConversation_LeavesTheOthers()
    {
        var progress = await ImportAsync(Encoding.UTF8.GetBytes(
            """[{"title":"Broken","mapping":{}},{"chat":{"title":"Good","messages":[{"role":"user","content":"Q"}]}}]"""));

        Assert.Equal((1, 1, null), (progress.Imported, progress.Failed, progress.Error));
        var failure = Assert.Single(progress.Failures!);
        Assert.Equal("Broken", failure.Title);
        Assert.Contains("no questions", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_NoExport_SaysSo() => Assert.Contains("neither JSON nor a ZIP", (await ImportAsync("hello"u8.ToArray())).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Import_WithoutThePagesToken_IsRefused()
    {
        using var response = await chat.Http.PostAsync("/chat-api/import", new ByteArrayContent("[]"u8.ToArray()), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Reload", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OneComesBackTheSame()
    {
        chat.Endpoint.Enqueue(Script.Answer().Reasoning("Hm.").Token("An *answer*.").Finish().Usage(5, 9));
        var job = await chat.AskAsync("A <b> question / with: signs?", Stop);
        await ChatFixture.ReadAsync(job, Stop);
        var id = (await chat.StoredAsync(job.MessageId, Stop)).ConversationId;

        using var response = await chat.Http.GetAsync($"/chat-api/export/{id}.json", Stop);
        var json = await response.Content.ReadAsStringAsync(Stop);
        Assert.Equal("A b question with signs.json", response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(1, (await ImportAsync(Encoding.UTF8.GetBytes(json))).Already);
        await chat.Store.DeleteAsync(id, Stop);
        var imported = await ImportAsync(Encoding.UTF8.GetBytes(json));

        var copy = (await chat.Store.FindAsync(imported.Ids![0], Stop))!;
        Assert.Equal("A <b> question / with: signs?", copy.Title);
        var path = ConversationTree.Path(copy.Messages, copy.LeafId);
        Assert.Equal(["A <b> question / with: signs?", "An *answer*."], path.Select(message => message.Content));
        Assert.Equal(("Hm.", MessageState.Complete, 9), (path[1].Reasoning, path[1].State, path[1].OutputTokens));
        Assert.NotNull(path[1].TtftMs);
        Assert.Equal(9, path[1].OutputTokens);
    }

    [Fact]
    public async Task Export_Markdown_IsTheShownBranch()
    {
        chat.Endpoint.Enqueue(Script.Answer().Reasoning("Hm.\nSo.").Token("Body.").Finish().Usage(5, 9));
        var job = await chat.AskAsync("To read", Stop);
        await ChatFixture.ReadAsync(job, Stop);
        var message = await chat.StoredAsync(job.MessageId, Stop);

        var text = await chat.Http.GetStringAsync($"/chat-api/export/{message.ConversationId}.md", Stop);

        Assert.StartsWith("# To read\n", text, StringComparison.Ordinal);
        Assert.EndsWith($"## Question\n\nTo read\n\n## {message.Model}\n\n> Hm.\n> So.\n\nBody.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_All_HoldsEveryConversation()
    {
        await ImportAsync(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "golden", "exchange", "chatgpt.json"), Stop));
        var count = (await chat.Store.ListAsync(Stop)).Count;

        var all = JsonSerializer.Deserialize<List<PortableConversation>>(await chat.Http.GetStreamAsync("/chat-api/export.json", Stop), PortableJson.Options)!;
        using var archive = new ZipArchive(new MemoryStream(await chat.Http.GetByteArrayAsync("/chat-api/export.zip", Stop)));

        Assert.Equal(count, all.Count);
        Assert.Equal(count, archive.Entries.Count);
        Assert.Equal(5, all.Single(conversation => conversation.Title == "Streams in C#").Messages.Count);
        Assert.Contains(archive.Entries, entry => entry.FullName.StartsWith("2024-06-10 Streams in C#", StringComparison.Ordinal));
        using var missing = await chat.Http.GetAsync($"/chat-api/export/{Guid.NewGuid()}.json", Stop);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private async Task<ImportProgress> ImportAsync(byte[] file)
    {
        using var response = await chat.PostAsync("import", new ByteArrayContent(file), Stop);
        var lines = (await response.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonSerializer.Deserialize<ImportProgress>(lines[^1], JsonSerializerOptions.Web)!;
    }
}

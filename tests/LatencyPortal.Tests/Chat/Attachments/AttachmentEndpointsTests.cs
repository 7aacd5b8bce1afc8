using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LatencyPortal.Chat.Attachments;
using LatencyPortal.Data;
using LatencyPortal.Tests.Shared;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Chat.Attachments;

/// <summary>Files from the page to the prompt.</summary>
public sealed class AttachmentEndpointsTests(ChatFixture chat) : IClassFixture<ChatFixture>
{
    private const int MB = 1 << 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private AttachmentStore Attachments => chat.Services.GetRequiredService<AttachmentStore>();

    [Fact]
    public async Task Attach_NewChat_BecomesAConversationThatItsQuestionNames()
    {
        using var response = await AttachAsync(
            "notes.md", "# Blue"u8.ToArray(), ("model", PortalFactory.Model), ("settings", """{"systemPrompt": " Be brief. ", "parameters": {"temperature": 0.5}}"""));
        var id = (await JsonAsync(response)).GetProperty("conversationId").GetGuid();

        var begun = await chat.Store.FindHeadAsync(id, Stop);
        Assert.Equal(("notes.md", PortalFactory.Model, "Be brief.", 0.5), (begun!.Title, begun.Model, begun.SystemPrompt, begun.Parameters.Temperature));
        var job = await chat.AskAsync("What colour?", Stop, id);
        await ChatFixture.ReadAsync(job, Stop);
        Assert.Equal("What colour?", (await chat.Store.FindHeadAsync(id, Stop))!.Title);
        var messages = chat.Endpoint.Requests[^1].Json.GetProperty("messages");
        Assert.Equal(2, messages.GetArrayLength());
        var system = TextOf(messages[0]);
        Assert.EndsWith("<document-1 name=\"notes.md\">\n# Blue\n</document-1>\n\nBe brief.", system, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_RenamedConversation_KeepsItsName()
    {
        var id = await BeginAsync("a.txt", "A");
        await chat.Store.RenameAsync(id, "My own", Stop);

        await ChatFixture.ReadAsync(await chat.AskAsync("What?", Stop, id), Stop);

        Assert.Equal("My own", (await chat.Store.FindHeadAsync(id, Stop))!.Title);
    }

    [Fact]
    public async Task Attach_SameFileTwice_IsOne()
    {
        var id = await BeginAsync("a.txt", "A");

        using var again = await AttachAsync("other name.txt", "A"u8.ToArray(), ("conversationId", id.ToString()));

        var json = await JsonAsync(again);
        Assert.True(json.GetProperty("already").GetBoolean());
        Assert.Equal("a.txt", json.GetProperty("attachment").GetProperty("name").GetString());
        Assert.Single(await Attachments.ListAsync(id, Stop));
    }

    [Fact]
    public async Task Attach_SameFileFromManyTabs_IsOne()
    {
        var id = await BeginAsync("a.txt", "A");

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AttachAsync("b.txt", "B"u8.ToArray(), ("conversationId", id.ToString()))));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal(["a.txt", "b.txt"], (await Attachments.ListAsync(id, Stop)).Select(document => document.Name));
        foreach (var response in responses)
            response.Dispose();
    }

    [Fact]
    public async Task Remove_ThenUndoOrAttachAgain_StandsWhereItStood()
    {
        var id = await BeginAsync("a.txt", "A");
        await AddAsync(id, "b.txt", "B");
        var before = DocumentPrompt.Write(await chat.Store.DocumentsAsync(id, Stop));
        var first = (await Attachments.ListAsync(id, Stop))[0];

        Assert.True(await Attachments.RemoveAsync(first.Id, Stop));
        Assert.Equal("b.txt", Assert.Single(await chat.Store.DocumentsAsync(id, Stop)).Name);
        using var gone = await chat.Http.GetAsync($"/chat-api/attachments/{first.Id}", Stop);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.True(await Attachments.RestoreAsync(first.Id, Stop));
        Assert.Equal(before, DocumentPrompt.Write(await chat.Store.DocumentsAsync(id, Stop)));
        await Attachments.RemoveAsync(first.Id, Stop);
        await AddAsync(id, "a.txt", "A");

        Assert.Equal(before, DocumentPrompt.Write(await chat.Store.DocumentsAsync(id, Stop)));
        Assert.False(await Attachments.RemoveAsync(Guid.NewGuid(), Stop));
    }

    [Fact]
    public async Task Text_OfADocument_IsWhatTheModelIsGiven()
    {
        var id = await BeginAsync("report.pdf", Pdfs.Of("<script>alert(1)</script>"));
        var document = Assert.Single(await Attachments.ListAsync(id, Stop));

        using var response = await chat.Http.GetAsync($"/chat-api/attachments/{document.Id}", Stop);

        Assert.Equal("[page 1]\n<script>alert(1)</script>", await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Attach_BinaryFile_IsRefusedAndMakesNoConversation()
    {
        var before = (await chat.Store.ListAsync(Stop)).Count;

        using var response = await AttachAsync("a.exe", [0x4D, 0x5A, 0, 0, 1, 2]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("not a text file", await ErrorAsync(response), StringComparison.Ordinal);
        Assert.Equal(before, (await chat.Store.ListAsync(Stop)).Count);
    }

    [Fact]
    public async Task Attach_LargestFile_ArrivesWhole()
    {
        var text = Encoding.ASCII.GetBytes(new string('x', 20 * MB));

        var id = await BeginAsync("large.txt", text);

        var document = Assert.Single(await Attachments.ListAsync(id, Stop));
        Assert.Equal((20L * MB, 5 * MB), (document.Bytes, document.Tokens));
    }

    [Theory]
    [InlineData((20 * MB) + 1)]
    [InlineData(60 * MB)]
    public async Task Attach_LargerFile_IsReadToItsEndAndRefused(int bytes)
    {
        using var response = await AttachAsync("huge.txt", new byte[bytes]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("This file is larger than 20 MB. Split it and attach the part that matters.", await ErrorAsync(response));
    }

    [Fact]
    public async Task Attach_TooManyFiles_NamesTheLimit()
    {
        var id = await BeginAsync("0.txt", "0");
        for (var i = 1; i < 32; i++)
            await AddAsync(id, $"{i}.txt", $"{i}");

        using var more = await AttachAsync("more.txt", "more"u8.ToArray(), ("conversationId", id.ToString()));
        using var again = await AttachAsync("again.txt", "7"u8.ToArray(), ("conversationId", id.ToString()));

        Assert.Contains("has 32 files already", await ErrorAsync(more), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(Enumerable.Range(0, 32).Select(i => $"{i}.txt"), (await Attachments.ListAsync(id, Stop)).Select(document => document.Name));
    }

    [Fact]
    public async Task Attach_DeletedConversation_SaysSo()
    {
        var id = await BeginAsync("a.txt", "A");
        await chat.Store.DeleteAsync(id, Stop);

        using var response = await AttachAsync("b.txt", "B"u8.ToArray(), ("conversationId", id.ToString()));

        Assert.Contains("deleted", await ErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conversationId", "no id")]
    [InlineData("settings", "{")]
    public async Task Attach_WrongField_IsRefused(string field, string value)
    {
        using var response = await AttachAsync("a.txt", "A"u8.ToArray(), (field, value));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Attach_NoForm_IsRefused()
    {
        using var json = await chat.PostAsync("attachments", new { text = "Hi" }, Stop);
        using var without = await AttachAsync(null, []);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (json.StatusCode, without.StatusCode));
    }

    [Fact]
    public async Task Attach_WithoutToken_IsRefused()
    {
        var before = (await chat.Store.ListAsync(Stop)).Count;
        using var form = Form("a.txt", "A"u8.ToArray());

        using var response = await chat.Http.PostAsync("/chat-api/attachments", form, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("out of date", await ErrorAsync(response), StringComparison.Ordinal);
        Assert.Equal(before, (await chat.Store.ListAsync(Stop)).Count);
    }

    [Fact]
    public async Task Recover_RemovedDocuments_AreDeletedForGood()
    {
        await using var databases = await ChatDatabase.CreateAsync();
        var store = new LatencyPortal.Chat.ConversationStore(databases, TimeProvider.System);
        var conversation = new Conversation { Title = "x", CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch };
        await using var database = databases.CreateDbContext();
        database.Add(conversation);
        foreach (var removed in (DateTimeOffset?[])[null, DateTimeOffset.UnixEpoch])
        {
            database.Add(new Attachment
            {
                ConversationId = conversation.Id,
                Name = "a",
                Bytes = 1,
                Text = "a",
                CreatedAt = DateTimeOffset.UnixEpoch,
                RemovedAt = removed,
            });
        }

        await database.SaveChangesAsync(Stop);

        await store.RecoverAsync(Stop);

        Assert.Null(Assert.Single(await database.Attachments.IgnoreQueryFilters().AsNoTracking().ToListAsync(Stop)).RemovedAt);
    }

    private static string? TextOf(JsonElement message)
    {
        var content = message.GetProperty("content");
        return content.ValueKind == JsonValueKind.Array ? content[0].GetProperty("text").GetString() : content.GetString();
    }

    private Task<Guid> BeginAsync(string name, string text) => BeginAsync(name, Encoding.UTF8.GetBytes(text));

    private async Task<Guid> BeginAsync(string name, byte[] file)
    {
        using var response = await AttachAsync(name, file);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await JsonAsync(response)).GetProperty("conversationId").GetGuid();
    }

    private async Task AddAsync(Guid conversation, string name, string text)
    {
        using var response = await AttachAsync(name, Encoding.UTF8.GetBytes(text), ("conversationId", conversation.ToString()));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static MultipartFormDataContent Form(string? name, byte[] file, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, value) in fields)
            form.Add(new StringContent(value), field);
        if (name is not null)
            form.Add(new ByteArrayContent(file), "file", name);
        else
            form.Add(new StringContent(""), "nothing");
        return form;
    }

    private async Task<HttpResponseMessage> AttachAsync(string? name, byte[] file, params (string Name, string Value)[] fields)
    {
        var http = new DefaultHttpContext { RequestServices = chat.Services };
        var tokens = chat.Services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/chat-api/attachments") { Content = Form(name, file, fields) };
        request.Headers.Add("X-XSRF-TOKEN", tokens.RequestToken);
        request.Headers.Add("Cookie", http.Response.Headers.SetCookie.ToString().Split(';')[0]);
        return await chat.Http.SendAsync(request, Stop);
    }

    private static Task<JsonElement> JsonAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Stop);

    private static async Task<string?> ErrorAsync(HttpResponseMessage response) => (await JsonAsync(response)).GetProperty("error").GetString();
}

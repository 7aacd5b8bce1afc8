using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using OpenAI.Chat;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>A refusal of an endpoint's model stands where OpenAI puts refusals, and nowhere else.</summary>
public sealed class RefusalTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private const string Words = "I can't help with that.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Completion_Whole_HasItInPlaceOfContent()
    {
        portal.Endpoint.Enqueue(Refusal());

        using var response = await portal.PostAsync(ApiFixture.Body(), Stop);

        var choice = (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("choices")[0];
        Assert.Equal($$"""{"role":"assistant","content":null,"refusal":{{Quoted}}}""", choice.GetProperty("message").GetRawText());
        Assert.Equal("stop", Text(choice, "finish_reason"));
    }

    [Fact]
    public async Task Completion_Stream_HasItInDeltasOfItsOwn()
    {
        portal.Endpoint.Enqueue(Refusal());

        using var response = await portal.PostAsync(ApiFixture.Body("\"stream\": true"), Stop);

        var deltas = (await response.Content.ReadAsStringAsync(Stop)).Split("\n\n")
            .Where(one => one.StartsWith("data: {", StringComparison.Ordinal))
            .Select(one => JsonSerializer.Deserialize<JsonElement>(one[6..]).GetProperty("choices")[0].GetProperty("delta").GetRawText());
        Assert.Equal(["""{"role":"assistant"}""", """{"refusal":"I can"}""", $$"""{"refusal":{{Quoted.Replace("I can", "", StringComparison.Ordinal)}}}""", "{}"], deltas);
    }

    [Fact]
    public async Task Completion_TextBeforeIt_HasBoth()
    {
        portal.Endpoint.Enqueue(Script.Answer().Token("Well. ").Delta($$"""{"refusal": "{{Words}}"}""").Finish());
        portal.Endpoint.Enqueue(Script.Answer().Token("Just text.").Finish());

        using var response = await portal.PostAsync(ApiFixture.Body(), Stop);
        using var answered = await portal.PostAsync(ApiFixture.Body(), Stop);

        var message = (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("choices")[0].GetProperty("message");
        Assert.Equal(("Well. ", Words), (Text(message, "content"), Text(message, "refusal")));
        message = (await answered.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("choices")[0].GetProperty("message");
        Assert.Equal(("Just text.", null), (Text(message, "content"), Text(message, "refusal")));
    }

    [Fact]
    public async Task Completion_OfficialClient_FindsIt()
    {
        portal.Endpoint.Enqueue(Refusal());
        portal.Endpoint.Enqueue(Refusal());
        var client = portal.OpenAI.GetChatClient(PortalFactory.Model);

        ChatCompletion whole = await client.CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Stop);
        var streamed = new StringBuilder();
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: Stop))
        {
            Assert.DoesNotContain(update.ContentUpdate, part => part.Text is { Length: > 0 });
            streamed.Append(update.RefusalUpdate);
        }

        Assert.Equal((Words, Words), (whole.Refusal, streamed.ToString()));
    }

    [Fact]
    public async Task Response_Whole_HasAPartOfItsType()
    {
        portal.Endpoint.Enqueue(Refusal());

        using var response = await AskAsync("");

        var item = Assert.Single((await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("output").EnumerateArray());
        Assert.Equal(("message", "assistant", "completed"), (Text(item, "type"), Text(item, "role"), Text(item, "status")));
        Assert.StartsWith("msg_", Text(item, "id"), StringComparison.Ordinal);
        Assert.Equal($$"""[{"type":"refusal","refusal":{{Quoted}}}]""", item.GetProperty("content").GetRawText());
    }

    [Fact]
    public async Task Response_Stream_HasEventsOfItsOwn()
    {
        portal.Endpoint.Enqueue(Refusal());

        using var response = await AskAsync(", \"stream\": true");

        var events = (await response.Content.ReadAsStringAsync(Stop)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(one => JsonSerializer.Deserialize<JsonElement>(one.Split('\n')[1]["data: ".Length..])).ToList();
        Assert.Equal(
        [
            "response.created", "response.in_progress",
            "response.output_item.added", "response.content_part.added", "response.refusal.delta", "response.refusal.delta",
            "response.refusal.done", "response.content_part.done", "response.output_item.done",
            "response.completed",
        ], events.Select(one => Text(one, "type")));
        Assert.Equal("""{"type":"refusal","refusal":""}""", events[3].GetProperty("part").GetRawText());
        Assert.Equal(["I can", "'t help with that."], events[4..6].Select(one => Text(one, "delta")));
        Assert.Equal(["type", "sequence_number", "item_id", "output_index", "content_index", "delta"], events[4].EnumerateObject().Select(field => field.Name));
        Assert.Equal(Words, Text(events[6], "refusal"));
        Assert.Equal(["type", "sequence_number", "item_id", "output_index", "content_index", "refusal"], events[6].EnumerateObject().Select(field => field.Name));
        Assert.Equal($$"""{"type":"refusal","refusal":{{Quoted}}}""", events[7].GetProperty("part").GetRawText());
        Assert.Equal(events[8].GetProperty("item").GetRawText(), events[9].GetProperty("response").GetProperty("output")[0].GetRawText());
    }

    /// <summary>The words as the portal writes them into JSON.</summary>
    private static string Quoted => JsonSerializer.Serialize(Words);

    private static Script Refusal() => Script.Answer()
        .Delta("""{"role": "assistant", "content": null, "refusal": "I can"}""")
        .Delta("""{"content": null, "refusal": "'t help with that."}""")
        .Finish();

    private static string? Text(JsonElement parent, string name) => parent.GetProperty(name).GetString();

    private async Task<HttpResponseMessage> AskAsync(string fields)
    {
        var response = await portal.Http.PostAsync(
            new Uri("/v1/responses", UriKind.Relative),
            new StringContent($$"""{"model": "{{PortalFactory.Model}}", "input": "Hi"{{fields}}}""", Encoding.UTF8, "application/json"),
            Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }
}

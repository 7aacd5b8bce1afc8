using System.Text.Json;
using LatencyPortal.Chat;
using LatencyPortal.Chat.Exchange.Import;
using LatencyPortal.Data;
using Xunit;

namespace LatencyPortal.Tests.Chat.Exchange;

/// <summary>What is read from the files of other programs; the files follow their formats, with all that makes them hard to read.</summary>
public sealed class ReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ChatGpt_ShowsWhatWasShownThere()
    {
        var conversation = Assert.Single(await ReadAsync("chatgpt.json"));

        Assert.Equal("Streams in C#", conversation.Title);
        Assert.Equal("chatgpt:6666aaaa-0000-8000-9000-000000000001", conversation.ImportedFrom);
        Assert.Equal(1718000000, conversation.CreatedAt.ToUnixTimeSeconds());
        var path = ConversationTree.Path(conversation.Messages, conversation.LeafId);
        Assert.Equal(
            ["(image)\n\nHow do I read a stream?", "Use `ReadAsync`.\n\n````csharp\nawait stream.ReadAsync(buffer, token); // ```\n````", "Thanks", "You are welcome."],
            path.Select(message => message.Content));
        Assert.Equal(["user", "assistant", "user", "assistant"], path.Select(message => message.Role));
        Assert.Equal([0, 1, 2, 3], path.Select(message => message.Index));
        Assert.Equal("**Choosing**\n\nReadAsync it is.\n\nWith a token.", path[1].Reasoning);
        Assert.Equal("o3", path[1].Model);
        var variants = ConversationTree.Variants(conversation.Messages, path[1]);
        Assert.Equal(["gpt-4o"], variants.Where(variant => variant != path[1]).Select(variant => variant.Model));
        Assert.Equal("length", variants[^1].FinishReason);
        Assert.Equal(5, conversation.Messages.Count); // no ring, no tool, no instruction
    }

    [Fact]
    public async Task OpenWebUi_BranchesThoughtsToolsAndErrorsAreRead()
    {
        var conversations = await ReadAsync("openwebui.json");

        var conversation = conversations[0];
        Assert.True(conversation.Pinned);
        Assert.Equal("Be brief.", conversation.SystemPrompt);
        Assert.Equivalent(new ChatParameters(0.2, 0.9, 512, ["END"], 7), conversation.Parameters);
        var path = ConversationTree.Path(conversation.Messages, conversation.LeafId);
        Assert.Equal(["Why is the sky blue?", "Blue light scatters more. <details> stays.", "And at dusk?\n\n(image)", ""], path.Select(message => message.Content));
        Assert.Equal("Is a < b?\n\nYes.", path[1].Reasoning);
        Assert.Equal(3000, path[1].Marks!.ThoughtMs);
        Assert.Equal("look_up", Assert.Single(path[1].Marks!.Tools).Name);
        Assert.Equal((MessageState.Failed, "Connection lost"), (path[3].State, path[3].Error));
        Assert.Equal(["llama3.2:3b", "qwen3:8b"], ConversationTree.Variants(conversation.Messages, path[1]).Select(variant => variant.Model));

        Assert.Equal(["Hello", "Hello to you."], ConversationTree.Path(conversations[1].Messages, conversations[1].LeafId).Select(message => message.Content));
    }

    [Theory]
    [InlineData("""{"a":1}""", "no conversation")]
    [InlineData("7", "no conversation")]
    [InlineData("""{"mapping":{}}""", "no questions")]
    [InlineData("""{"mapping":{"a":7,"b":{"parent":"b"}}}""", "no questions")]
    [InlineData("""{"chat":{"history":{"messages":{"m":{"role":"tool","content":"x"}}}}}""", "no questions")]
    [InlineData("""{"format":"latencyportal-conversation/9","messages":[]}""", "newer portal")]
    [InlineData("""{"format":"latencyportal-conversation/1","messages":[{"id":5}]}""", "$.messages[0].id")]
    [InlineData("""{"format":"latencyportal-conversation/1","messages":null}""", "$.messages")]
    [InlineData("""{"format":"latencyportal-conversation/1","messages":[null,{"role":"user","content":"no id"}]}""", "no questions")]
    [InlineData("""{"format":"latencyportal-conversation/1","messages":[{"id":"a","role":"user","marks":{"tools":null}}]}""", "$.messages[0].marks")]
    public void Item_ThatIsNone_SaysWhy(string json, string reason)
    {
        using var item = JsonDocument.Parse(json);

        var refusal = Assert.Throws<ImportException>(() =>
        {
            var (conversation, source) = ConversationFormats.Read(item.RootElement);
            ImportedConversation.Make(conversation, source, Now);
        });

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Item_WithValuesOutOfRange_IsTakenInWithoutThem()
    {
        using var item = JsonDocument.Parse(
            """
            {"format":"latencyportal-conversation/1","title":" \n ","createdAt":"9000-01-01T00:00:00Z","parameters":{"temperature":99},"systemPrompt":"Short.",
             "leafId":"gone","documents":[null,{"name":"a.txt","text":"A","bytes":-5}],
             "messages":[{"id":"a","role":"user","content":"Q\u0000!","parentId":"gone"},
              {"id":"b","parentId":"a","role":"assistant","content":"Answer","state":"Streaming","ttftMs":-1,"outputTokens":-2,
               "marks":{"stalls":[{"at":-1,"ms":5},{"at":2,"ms":5}],"origins":[{"origin":"target","length":99}],"tools":[null,{}],"times":{}}}]}
            """);
        var (portable, source) = ConversationFormats.Read(item.RootElement);

        var conversation = ImportedConversation.Make(portable, source, Now);

        Assert.Equal("Q\uFFFD!", conversation.Title);
        Assert.Equal("Q\uFFFD!", conversation.Messages[0].Content);
        Assert.Equal(Now, conversation.CreatedAt);
        Assert.Equal(ChatParameters.Default, conversation.Parameters);
        Assert.Equal("Short.", conversation.SystemPrompt);
        Assert.Equal(0, Assert.Single(conversation.Attachments).Bytes);
        var answer = conversation.Messages[1];
        Assert.Equal(conversation.LeafId, answer.Id);
        Assert.Equal((MessageState.Interrupted, null, null), (answer.State, answer.TtftMs, answer.OutputTokens));
        Assert.Equal([new AnswerStall(2, 5)], answer.Marks!.Stalls);
        Assert.Empty(answer.Marks.Origins);
        Assert.Empty(answer.Marks.Tools);
    }

    private static async Task<List<Conversation>> ReadAsync(string name)
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "golden", "exchange", name));
        var conversations = new List<Conversation>();
        await foreach (var item in ImportFile.ReadAsync(file, Stop))
        {
            var (portable, source) = ConversationFormats.Read(item);
            conversations.Add(ImportedConversation.Make(portable, source, Now));
        }

        return conversations;
    }
}

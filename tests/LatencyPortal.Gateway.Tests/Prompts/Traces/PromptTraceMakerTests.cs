using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Gateway.Tests.Prompts.Caching;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.AI;
using static LatencyPortal.Gateway.Tests.Prompts.Templates;

namespace LatencyPortal.Gateway.Tests.Prompts.Traces;

public sealed class PromptTraceMakerTests
{
    private static readonly PromptTemplate Support = Of([Rules("You work for {{ shop }}. Be brief."), History, Input("Q: {{ input }}")], Variable("shop"));

    [Fact]
    public void Make_ByDefault_HoldsNoWordOfValuesNorTurns()
    {
        var request = Ask("Where is Zanzibar?", ("shop", "Acme")) with { History = [new ChatMessage(ChatRole.User, "Q: Hi Quetzal"), new ChatMessage(ChatRole.Assistant, "Hello")] };

        var trace = new Recorded(Support).Trace(request, "conversation-7");
        var kept = new Recorded(Support, keepTexts: true).Trace(request, "conversation-7");

        Assert.DoesNotContain(["Zanzibar", "Acme", "Quetzal", "Hello", "conversation-7"], word => JsonSerializer.Serialize(trace).Contains(word, StringComparison.Ordinal));
        Assert.Equal(["Acme", "Where is Zanzibar?"], kept.Values.Select(value => value.Text));
        Assert.DoesNotContain("Quetzal", JsonSerializer.Serialize(kept), StringComparison.Ordinal);
        Assert.Equal([("shop", 4), ("input", 18)], trace.Values.Select(value => (value.Name, value.Characters)));
        Assert.Equal([13, 5], trace.History.Select(turn => turn.Tokens));
        Assert.Equal("Q: Where is Zanzibar?".Length, trace.Asked?.Tokens);
    }

    [Fact]
    public void Make_OtherSalt_GivesOtherHashes()
    {
        var template = CompiledTemplate.Compile(Support);
        var request = Ask("x", ("shop", "Acme"));
        var prompt = PromptComposer.Compose(template, request);
        var subject = new TraceSubject { RequestId = Guid.CreateVersion7(), Version = 3, Model = "m", Conversation = "c" };

        var (one, again, other) = (Make([1]), Make([1]), Make([2]));

        Assert.Equal(Hashes(one), Hashes(again));
        Assert.Empty(Hashes(one).Intersect(Hashes(other)));

        PromptTrace Make(byte[] salt) => new PromptTraceMaker(salt).Make(template, request, prompt, subject, Recorded.Count);

        static IEnumerable<ulong> Hashes(PromptTrace trace) =>
            [trace.Conversation, trace.Asked!.Value.Hash, .. trace.Values.Select(value => value.Hash), .. trace.Marks.Select(mark => mark.Hash)];
    }

    [Fact]
    public void Make_NextTurn_BeginsWithAllMarksOfTheOneBefore()
    {
        var recorded = new Recorded(Support);
        var first = Ask("one", ("shop", "Acme"));
        var asked = recorded.Compose(first).Messages[^1];
        var second = Ask("two", ("shop", "Acme")) with { History = [asked, new ChatMessage(ChatRole.Assistant, "answer")] };

        var (before, after) = (recorded.Trace(first), recorded.Trace(second));

        Assert.Equal(before.Asked, after.History[0]);
        Assert.Equal(before.Marks.Where(mark => mark.EndsBlock), after.Marks.Where(mark => mark.EndsBlock).Take(2));
        Assert.Equal("You work for Acme. Be brief.Q: oneanswerQ: two".Length, after.Tokens);
    }

    [Fact]
    public void Make_RoleOfATurn_IsPartOfItsHash()
    {
        var recorded = new Recorded(Support);
        var traces = new[] { ChatRole.User, ChatRole.Assistant }.Select(role => recorded.Trace(Ask("x", ("shop", "a")) with { History = [new ChatMessage(role, "same")] })).ToList();

        Assert.NotEqual(traces[0].History[0].Hash, traces[1].History[0].Hash);
        Assert.NotEqual(traces[0].Marks[^1].Hash, traces[1].Marks[^1].Hash);
    }

    [Fact]
    public void Make_ImageOfTheQuestion_IsPartOfItsHash()
    {
        var recorded = new Recorded(Support);
        var traces = new byte[] { 1, 2 }.Select(pixel => recorded.Trace(Ask("", ("shop", "a")) with
        {
            Input = new ChatMessage(ChatRole.User, [new TextContent("look"), new DataContent(new[] { pixel }, "image/png")]),
        })).ToList();

        Assert.NotEqual(traces[0].Values[^1].Hash, traces[1].Values[^1].Hash);
        Assert.NotEqual(traces[0].Asked?.Hash, traces[1].Asked?.Hash);
    }

    [Fact]
    public void Make_TextBehindTheTemplatesOwn_IsCountedAndMarked()
    {
        var template = CompiledTemplate.Compile(Support);
        var request = Ask("x", ("shop", "Acme"));
        var prompt = PromptComposer.Compose(template, request);
        prompt = prompt with { Messages = [new ChatMessage(ChatRole.System, prompt.Messages[0].Text + "\n\nMy rules"), .. prompt.Messages.Skip(1)] };
        var subject = new TraceSubject { RequestId = Guid.CreateVersion7(), Version = 1, Model = "m", OwnText = "My rules" };

        var trace = new PromptTraceMaker(new byte[] { 1 }).Make(template, request, prompt, subject, Recorded.Count);

        Assert.Equal(8, trace.Own?.Tokens);
        Assert.Equal([false, false, false, true, false, true], trace.Marks.Select(mark => mark.EndsBlock));
        Assert.Equal("You work for Acme. Be brief.\n\nMy rules".Length, trace.Marks[3].Tokens);
    }

    [Theory]
    [InlineData("anthropic", "claude-sonnet-5", false, new[] { 0, 3, 5 })]
    [InlineData("openai-5.6", "gpt-5.6", true, new[] { 3 })]
    [InlineData("gemini-explicit", "gemini-3-pro", false, new[] { 3 })]
    [InlineData("vllm", "qwen", false, new int[0])]
    public void Make_FamilyOfTheModel_DecidesTheBreakpoints(string family, string model, bool automatic, int[] marks)
    {
        var tools = new[] { JsonSerializer.SerializeToElement(new { type = "function", function = new { name = "add" } }) };

        var trace = new Recorded(Support, Caches.Family(family, model)).Trace(Ask("x", ("shop", "Acme")) with { Tools = tools });

        Assert.Equal(marks, trace.Breakpoints.Select(point => point.Mark));
        Assert.Equal(automatic, trace.AutomaticBreakpoint);
    }

    [Fact]
    public void Line_ReadAsPortalFormat_IsTheSamePrompt()
    {
        var request = new Recorded(Support).Request(Ask("x", ("shop", "Acme")), cached: 7);

        using var line = JsonDocument.Parse(PortalTrace.Line(request));
        var read = new PortalFormat().Read(line.RootElement);

        Assert.Equal(request.Trace.Marks.Select(mark => mark.Tokens), read.TokensTo);
        Assert.Equal((request.Trace.Tokens, 7, request.Trace.At - DateTimeOffset.MinValue), (read.InputTokens, read.CachedTokens, read.At));
        var salt = read.Blocks[0] ^ request.Trace.Marks[0].Hash;
        Assert.Equal(request.Trace.Marks.Select(mark => mark.Hash ^ salt), read.Blocks);
        Assert.DoesNotContain("Acme", line.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Make_LongValue_KeepsItsBeginningAlone()
    {
        var recorded = new Recorded(Support, keepTexts: true);

        var value = recorded.Trace(Ask("x", ("shop", new string('a', 50_000)))).Values[0];

        Assert.Equal((20_000, 50_000), (value.Text!.Length, value.Characters));
    }
}

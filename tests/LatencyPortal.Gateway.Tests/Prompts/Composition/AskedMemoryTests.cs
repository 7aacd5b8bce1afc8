using CsCheck;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.Extensions.AI;
using static LatencyPortal.Gateway.Tests.Prompts.Templates;

namespace LatencyPortal.Gateway.Tests.Prompts.Composition;

/// <summary>Callers who send their history as it was asked get the prompt of the turn before, and more behind it.</summary>
public sealed class AskedMemoryTests
{
    private static readonly CompiledTemplate Late = CompiledTemplate.Compile(Of(
        [Rules("Steady."), History, Rules("It is {{ now }}. You serve {{ plan }}.", "late"), Input("{{ name }} asks: {{ input }}")], Variable("plan"), Variable("name")));

    [Fact]
    public void Turns_WithTextBehindTheHistory_StayAsTheyWere()
    {
        var memory = new AskedMemory();
        var conversation = new List<ChatMessage>();
        List<(string, string)> before = [];
        for (var turn = 0; turn < 5; turn++)
        {
            var prompt = memory.Compose(Late, Turn(conversation, $"q {turn}", turn));
            var texts = Texts(prompt).ToList();

            Assert.Equal(before, texts.Take(before.Count));
            Assert.EndsWith($"Zed asks: q {turn}", prompt.Asked, StringComparison.Ordinal);
            before = [.. texts, ("assistant", $"a {turn}")];
            conversation.AddRange([new(ChatRole.User, $"q {turn}"), new(ChatRole.Assistant, $"a {turn}")]);
        }
    }

    [Fact]
    public void Forgotten_IsRenderedWhole_AsItIsNow()
    {
        List<ChatMessage> conversation = [new(ChatRole.User, "old"), new(ChatRole.Assistant, "yes")];

        var prompt = new AskedMemory().Compose(Late, Turn(conversation, "new", 3));

        Assert.Equal("It is 2026-11-29 12:03:00Z. You serve gold.\n\nZed asks: old", prompt.Messages[1].Text);
    }

    [Fact]
    public void OtherValues_FindNothing()
    {
        var memory = new AskedMemory();
        memory.Compose(Late, Turn([], "q", 0));
        List<ChatMessage> conversation = [new(ChatRole.User, "q"), new(ChatRole.Assistant, "a")];

        var prompt = memory.Compose(Late, Turn(conversation, "next", 1) with { Variables = Ask("", ("plan", "silver"), ("name", "Zed")).Variables });

        Assert.Equal("It is 2026-11-29 12:01:00Z. You serve silver.\n\nZed asks: q", prompt.Messages[1].Text);
    }

    [Fact]
    public void Full_ForgetsTheOldest()
    {
        var memory = new AskedMemory(mostCharacters: 200);
        for (var i = 0; i < 20; i++)
            memory.Compose(Late, Turn([], $"q {i}", 0));

        Assert.Contains("12:09", Second("q 0"), StringComparison.Ordinal);
        Assert.Contains("12:00", Second("q 19"), StringComparison.Ordinal);

        string Second(string question) => memory.Compose(Late, Turn([new(ChatRole.User, question), new(ChatRole.Assistant, "a")], "next", 9)).Messages[1].Text;
    }

    [Fact]
    public void AnyConversation_GrowsAtItsEndAlone() => Gen.Select(Gen.String.Array[1, 5], Gen.Int[0, 59].Array[5]).Sample((questions, minutes) =>
    {
        var memory = new AskedMemory();
        var conversation = new List<ChatMessage>();
        List<(string, string)> before = [];
        foreach (var (i, question) in questions.Index())
        {
            var texts = Texts(memory.Compose(Late, Turn(conversation, question, minutes[i]))).ToList();
            Assert.Equal(before, texts.Take(before.Count));
            before = [.. texts, ("assistant", $"a {i}")];
            conversation.AddRange([new(ChatRole.User, question), new(ChatRole.Assistant, $"a {i}")]);
        }
    });

    private static ComposeRequest Turn(IReadOnlyList<ChatMessage> history, string question, int minute) => Ask(question, ("plan", "gold"), ("name", "Zed")) with
    {
        History = [.. history],
        HistoryIsRaw = true,
        Now = Noon.AddMinutes(minute),
    };
}

using Bunit;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using Xunit;

namespace LatencyPortal.Tests.Chat.Turns;

/// <summary>What can be done with an answer, by how it ended.</summary>
public sealed class AnswerToolsTests : BunitContext
{
    private static readonly ModelDescription[] Models =
    [
        new("a/one", "a", null, IsLocal: false, null),
        new("a/two", "a", null, IsLocal: false, null),
        new("a/broken", "a", null, IsLocal: false, "It is gone."),
    ];

    [Theory]
    [InlineData(MessageState.Complete, "stop", "regenerate")]
    [InlineData(MessageState.Complete, "length", "continue regenerate")]
    [InlineData(MessageState.Stopped, null, "continue regenerate")]
    [InlineData(MessageState.Interrupted, null, "continue retry")]
    [InlineData(MessageState.Failed, null, "continue retry")]
    [InlineData(MessageState.Streaming, null, "")]
    internal void Tools_ByState_OfferWhatFits(MessageState state, string? finish, string expected)
    {
        var tools = Show(Answer(state, finish), last: true);

        Assert.Equal(expected, string.Join(' ', tools.FindAll("[data-again]:not([data-with])").Select(button => button.GetAttribute("data-testid"))));
        if (state == MessageState.Failed)
            Assert.Contains("The key was refused.", tools.Find("[data-testid=retry]").GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public void Tools_OtherModels_AreThoseThatCanBeUsed()
    {
        var tools = Show(Answer(MessageState.Complete, "stop"), last: true);

        Assert.Equal(["a/two"], tools.FindAll("[data-with]").Select(button => button.GetAttribute("data-with")));
    }

    [Fact]
    public void Tools_SomethingWasAskedBehindIt_CannotGoOn()
    {
        var tools = Show(Answer(MessageState.Stopped, null), last: false);

        Assert.Empty(tools.FindAll("[data-testid=continue]"));
        Assert.NotNull(tools.Find("[data-testid=regenerate]"));
    }

    private static Message Answer(MessageState state, string? finish) => new()
    {
        ConversationId = Guid.NewGuid(),
        Index = 1,
        Role = "assistant",
        Model = "a/one",
        Content = "Text",
        State = state,
        FinishReason = finish,
        Error = state == MessageState.Failed ? "The key was refused." : null,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private IRenderedComponent<AnswerTools> Show(Message answer, bool last) => Render<AnswerTools>(parameters => parameters
        .Add(tools => tools.Answer, answer)
        .Add(tools => tools.Variants, [answer.Id])
        .Add(tools => tools.Models, Models)
        .Add(tools => tools.Last, last));
}

using Bunit;
using LatencyPortal.Chat;
using LatencyPortal.Chat.CodeColours;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Chat;

/// <summary>An answer as it is drawn, with a module that records what it is told.</summary>
public sealed class AnswerViewTests : BunitContext, IClassFixture<ChatFixture>
{
    private readonly ChatFixture _chat;
    private readonly RecordingModule _module = new();

    public AnswerViewTests(ChatFixture chat)
    {
        _chat = chat;
        Services.AddSingleton(chat.Generations);
        Services.AddSingleton(chat.Store);
        Services.AddSingleton(chat.Services.GetRequiredService<TelemetryWriter>());
        Services.AddSingleton(chat.Services.GetRequiredService<RecordStore>());
        Services.AddSingleton(chat.Services.GetRequiredService<ModelGateway>());
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<CircuitConnection>();
        Services.AddSingleton<CodeColourist>();
    }

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MessageState.Complete, null)]
    [InlineData(MessageState.Stopped, "answer-stopped")]
    [InlineData(MessageState.Interrupted, "answer-interrupted")]
    [InlineData(MessageState.Failed, "answer-error")]
    internal void Answer_Ended_ShowsTextMarkAndTools(MessageState state, string? mark)
    {
        var view = Show(Ended(state));

        Assert.Equal("<p>Some <strong>text</strong></p>", view.Find(".body").InnerHtml.Trim());
        Assert.NotNull(view.Find("[data-testid=more]"));
        Assert.NotNull(view.Find("[data-testid=copy]"));
        Assert.Equal(mark is null ? [] : [mark], view.FindAll("[data-testid^=answer-]").Select(element => element.GetAttribute("data-testid")));
    }

    [Fact]
    public void Answer_Failed_TellsTheReasonAsAnAlert()
    {
        var view = Show(Ended(MessageState.Failed));

        Assert.Equal("The key was refused.", view.Find("[role=alert]").TextContent.Trim());
    }

    [Fact]
    public async Task Answer_Streaming_IsDrawnByTheModuleAndKeepsItsBody()
    {
        var (more, end) = (new Gate(), new Gate());
        _chat.Endpoint.Enqueue(Script.Answer().Token("# One\n\nTw").Wait(more).Token("o\n\n").Wait(end).Token("Three").Finish().Usage(1, 3));
        var job = await _chat.AskAsync("Hi", Stop);

        var view = Show(await _chat.StoredAsync(job.MessageId, Stop));
        await _module.ShownAsync("Tw", Stop);
        Assert.Equal("true", view.Find("article").GetAttribute("aria-busy"));
        Assert.Empty(view.FindAll("[data-testid=copy]"));
        more.Open();
        await _module.ShownAsync("Two", Stop);
        end.Open();

        view.WaitForAssertion(() => Assert.Equal("Complete", view.Find("article").GetAttribute("data-state")), TimeSpan.FromSeconds(30));
        Assert.Equal("<h3>One</h3><p>Two</p><p>Three</p>", _module.Body.Html.Trim());
        Assert.Equal("", view.Find(".body").InnerHtml); // Blazor never draws over what the module drew
        Assert.True(job.Context.Timeline.Stamps.FirstPaint > 0);
    }

    [Fact]
    public async Task Answer_OpenedInMidStream_GetsTheBacklogInOneCall()
    {
        var end = new Gate();
        _chat.Endpoint.Enqueue(Script.Answer().Tokens("a", "b", "c").Wait(end).Token("d").Finish().Usage(1, 4));
        var job = await _chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop, until: "abc");

        var view = Show(await _chat.StoredAsync(job.MessageId, Stop));
        await _module.ShownAsync("abc", Stop);
        Assert.Equal(1, _module.Calls);
        end.Open();

        view.WaitForAssertion(() => Assert.Equal("<p>abcd</p>", _module.Body.Html.Trim()), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Answer_PageLeaves_TheJobGoesOn()
    {
        var end = new Gate();
        _chat.Endpoint.Enqueue(Script.Answer().Token("a").Wait(end).Token("b").Finish().Usage(1, 2));
        var job = await _chat.AskAsync("Hi", Stop);
        Show(await _chat.StoredAsync(job.MessageId, Stop));
        await _module.ShownAsync("a", Stop);

        await DisposeComponentsAsync();
        end.Open();

        Assert.Equal("ab", (await ChatFixture.ReadAsync(job, Stop)).Text);
        Assert.DoesNotContain("ab", _module.Body.Html, StringComparison.Ordinal);
    }

    private static Message Ended(MessageState state) => new()
    {
        ConversationId = Guid.NewGuid(),
        Index = 1,
        Role = "assistant",
        Model = PortalFactory.Model,
        Content = "Some **text**",
        State = state,
        Error = state == MessageState.Failed ? "The key was refused." : null,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private IRenderedComponent<AnswerView> Show(Message message) => Render<AnswerView>(parameters => parameters
        .Add(view => view.Answer, message)
        .Add(view => view.Tools, "<button data-testid=\"more\">More</button>")
        .Add(view => view.Module, _module));
}

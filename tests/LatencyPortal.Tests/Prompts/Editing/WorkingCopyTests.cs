using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts;
using LatencyPortal.Prompts.Editing;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Editing;

/// <summary>Two pages that type into one working copy.</summary>
public sealed class WorkingCopyTests : IAsyncLifetime
{
    private ScriptedEndpoint _endpoint = null!;
    private PortalFactory _portal = null!;
    private WorkingCopy _copy = null!;
    private string _field = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Text => _copy.View.State.Segments[0].Segment.Text;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await ScriptedEndpoint.StartAsync();
        _portal = await PortalFactory.StartAsync(_endpoint.BaseUrl);
        await _portal.Services.GetRequiredService<PromptStore>().CreateAsync(PromptTemplate.New("mine"), Stop);
        _copy = (await _portal.Services.GetRequiredService<WorkingCopies>().FindAsync("mine", Stop))!;
        _field = $"text:{_copy.View.State.Segments[0].Key}";
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task Typed_IntoAnOlderText_IsNotTaken_ButAnsweredWithTheOther()
    {
        var began = _copy.View.Number;
        Assert.Empty((await TypeAsync("a", "of a", began)).Theirs);

        var answer = await TypeAsync("b", "of b", began);

        Assert.Equal("of a", answer.Theirs[_field]);
        Assert.Equal("of a", Text);
        Assert.Empty((await TypeAsync("b", "of a and b", answer.Number)).Theirs);
        Assert.Equal("of a and b", Text);
    }

    [Fact]
    public async Task Typed_IntoTheOwnText_IsTaken_ThoughItsAnswerWasLost()
    {
        var began = _copy.View.Number;
        await TypeAsync("a", "one", began);

        Assert.Empty((await TypeAsync("a", "one two", began)).Theirs);
        Assert.Equal("one two", Text);
    }

    [Fact]
    public async Task Typed_BesideAnotherBox_IsTaken()
    {
        var began = _copy.View.Number;
        await TypeAsync("a", "of a", began);

        var answer = await _copy.TypeAsync(new TypedFields("b", new Dictionary<string, string> { ["description"] = "of b" }, new Dictionary<string, long> { ["description"] = began }), Stop);

        Assert.Empty(answer.Theirs);
        Assert.Equal(("of a", "of b"), (Text, _copy.View.State.Description));
    }

    [Fact]
    public async Task Typed_IntoWhatUndoChanged_IsNotTaken()
    {
        var typed = await TypeAsync("a", "of a", _copy.View.Number);
        await _copy.UndoAsync(Stop);

        Assert.NotEmpty((await TypeAsync("a", "of a, more", typed.Number)).Theirs);
    }

    [Fact]
    public async Task Undo_AfterAnotherPageOverwrote_BringsTheOtherTextBack()
    {
        await TypeAsync("a", "a", _copy.View.Number);
        await TypeAsync("b", "of b", _copy.View.Number);
        await TypeAsync("a", "of a", _copy.View.Number);

        await _copy.UndoAsync(Stop);

        Assert.Equal("of b", Text);
    }

    private Task<TypedAnswer> TypeAsync(string page, string text, long began) => _copy.TypeAsync(
        new TypedFields(page, new Dictionary<string, string> { [_field] = text }, new Dictionary<string, long> { [_field] = began }), Stop);
}

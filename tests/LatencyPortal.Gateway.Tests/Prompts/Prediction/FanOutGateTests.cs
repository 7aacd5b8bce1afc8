using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Prediction;
using LatencyPortal.Gateway.Prompts.Replay;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LatencyPortal.Gateway.Tests.Prompts.Prediction;

public sealed class FanOutGateTests : IDisposable
{
    private static readonly ModelFamily Family = FamilyCatalogue.Load().Families.First(family => family.Id == "anthropic").Of("claude-sonnet-5");
    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 2_000).Select(i => $"rule {i}"));

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
    private readonly StreamingClient _model = new();
    private readonly FanOutGateClient _gate;
    private CallExtras _wishes = new() { CacheControl = true };

    public FanOutGateTests() => _gate = new FanOutGateClient(_model, Family, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task CallsWithOnePrefix_WaitForTheFirstToken_AndGoTogether()
    {
        var first = AskAsync(Long, "a");
        await _model.ArrivedAsync(1, Token);
        var held = new RequestContext(_time, "test");
        Task[] others = [AskAsync(Long, "b", held), AskAsync(Long, "c")];
        var elsewhere = AskAsync(Long + "!", "d");
        await _model.ArrivedAsync(2, Token);
        Assert.Equal(2, _model.Calls);

        _time.Advance(TimeSpan.FromMilliseconds(700));
        _model.Begin(0);
        await first;
        await _model.ArrivedAsync(4, Token);
        for (var call = 1; call < 4; call++)
            _model.Begin(call);
        await Task.WhenAll([.. others, elsewhere]);

        Assert.Equal(700, held.HeldMs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PlannedMarks_AreWaitedFor_WhereThereAreAny(bool any)
    {
        _wishes = new CallExtras { CachePlan = new CachePlan { Markers = any ? [new PlannedMarker(OutlinePlace.System, null, "1h")] : [] } };
        Task[] calls = [AskAsync(Long, "a"), AskAsync(Long, "b")];
        await _model.ArrivedAsync(any ? 1 : 2, Token);

        Assert.Equal(any ? 1 : 2, _model.Calls);

        _model.Begin(0);
        await _model.ArrivedAsync(2, Token);
        _model.Begin(1);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task WarmPrefix_IsNotWaitedFor_UntilItsLifeIsOver()
    {
        await ThroughAsync(0);
        var (second, third) = (AskAsync(Long, "b"), AskAsync(Long, "c"));
        await _model.ArrivedAsync(3, Token);
        _model.Begin(1);
        _model.Begin(2);
        await Task.WhenAll(second, third);

        _time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        var leads = AskAsync(Long, "d");
        await _model.ArrivedAsync(4, Token);
        var waits = AskAsync(Long, "e");
        Assert.Equal(4, _model.Calls);
        _model.Begin(3);
        await leads;
        await _model.ArrivedAsync(5, Token);
        _model.Begin(4);
        await waits;
    }

    [Fact]
    public async Task FirstThatFails_LetsTheNextOneLead()
    {
        var first = AskAsync(Long, "a");
        await _model.ArrivedAsync(1, Token);
        Task[] others = [AskAsync(Long, "b"), AskAsync(Long, "c")];

        _model.Begin(0, fails: true);
        await Assert.ThrowsAsync<ModelCallException>(() => first);
        await _model.ArrivedAsync(2, Token);
        Assert.Equal(2, _model.Calls);
        _model.Begin(1);
        await _model.ArrivedAsync(3, Token);
        _model.Begin(2);
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task FirstThatTakesTooLong_IsNotWaitedForAnyMore()
    {
        var first = AskAsync(Long, "a");
        await _model.ArrivedAsync(1, Token);
        var second = AskAsync(Long, "b");

        _time.Advance(TimeSpan.FromSeconds(10));
        await _model.ArrivedAsync(2, Token);
        _model.Begin(0);
        _model.Begin(1);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task CallThatIsLeftWhileItWaits_NeverGoes()
    {
        var first = AskAsync(Long, "a");
        await _model.ArrivedAsync(1, Token);
        using var leaving = new CancellationTokenSource();
        var second = AskAsync(Long, "b", stop: leaving.Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _model.Begin(0);
        await first;
        Assert.Equal(1, _model.Calls);
    }

    [Fact]
    public async Task ShortPrompts_AreNeverHeld()
    {
        Task[] calls = [AskAsync("Short.", "a"), AskAsync("Short.", "a")];
        await _model.ArrivedAsync(2, Token);
        _model.Begin(0);
        _model.Begin(1);
        await Task.WhenAll(calls);
    }

    private async Task ThroughAsync(int call)
    {
        var asking = AskAsync(Long, "a");
        await _model.ArrivedAsync(call + 1, Token);
        _model.Begin(call);
        await asking;
    }

    private Task<ChatResponse> AskAsync(string system, string question, RequestContext? context = null, CancellationToken? stop = null)
    {
        var options = _wishes.Attach(context?.Attach());
        return _gate.GetResponseAsync([new ChatMessage(ChatRole.System, system), new ChatMessage(ChatRole.User, question)], options, stop ?? Token);
    }
}

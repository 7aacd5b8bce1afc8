using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Prediction;
using LatencyPortal.Gateway.Tests.Prompts.Caching;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LatencyPortal.Gateway.Tests.Prompts.Prediction;

/// <summary>What is predicted, and which calls the prediction learns from. A character is a token.</summary>
public sealed class CachePredictionClientTests : IDisposable
{
    private const int Whole = 2_048;

    private static readonly ModelFamily Family = Caches.Family("openai-5.5-and-older", "gpt-4.1");

    private readonly FakeTimeProvider _time = new(Caches.Start);
    private readonly StreamingClient _model = new();
    private readonly CachePredictionClient _client;

    public CachePredictionClientTests() => _client = new CachePredictionClient(_model, Family, EncodeAsync, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task CallThatFails_LeavesNothing()
    {
        Assert.Equal(0, await PredictAsync(0, fails: true));
        Assert.Equal(0, await PredictAsync(1));
        Assert.Equal(Whole, await PredictAsync(2));
    }

    [Fact]
    public async Task CallsAtOnce_ReadNothingOfEachOther()
    {
        var (first, second) = (AskAsync(), AskAsync());
        await _model.ArrivedAsync(2, Token);
        _model.Begin(0);
        _model.Begin(1);

        Assert.Equal((0, 0), (await first, await second));
        Assert.Equal(Whole, await PredictAsync(2));
    }

    [Fact]
    public async Task CallThatIsLeftBeforeItsAnswer_LeavesNothing()
    {
        using var leaving = new CancellationTokenSource();
        var left = AskAsync(leaving.Token);
        await _model.ArrivedAsync(1, Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        Assert.Equal(0, await PredictAsync(1));
    }

    [Fact]
    public async Task CallThatIsLeftAfterItsFirstUpdate_HasWritten()
    {
        var context = Context();
        var answer = _client.GetStreamingResponseAsync(Messages(), context.Attach(), Token).GetAsyncEnumerator(Token);
        var next = answer.MoveNextAsync();
        await _model.ArrivedAsync(1, Token);
        _model.Begin(0);
        Assert.True(await next);
        await answer.DisposeAsync();

        Assert.Equal(Whole, await PredictAsync(1));
    }

    [Theory]
    [InlineData(null, 1_024)]
    [InlineData(1_141, 1_024)]
    [InlineData(1_023, 0)]
    [InlineData(2_282, 2_048)]
    public void CachedOf_ProvidersCount_DecidesWhetherThePromptIsLongEnough(int? inputTokens, int cached) =>
        Assert.Equal(cached, new CachePrediction(1_024, 1_141, 1_024).CachedOf(inputTokens));

    [Fact]
    public async Task Prediction_KnowsTheMinimumOfTheFamily()
    {
        var context = Context();
        var asking = _client.GetResponseAsync(Messages(), context.Attach(), Token);
        await _model.ArrivedAsync(1, Token);
        _model.Begin(0);
        await asking;

        Assert.Equal((Whole, 1_024), (context.Prediction!.Value.InputTokens, context.Prediction.Value.MinimumTokens));
    }

    /// <summary>An entry lives from when its request was sent, not from when its answer began.</summary>
    [Fact]
    public async Task AnswerThatBeginsLate_LivesFromWhenItWasSent()
    {
        var asking = AskAsync();
        await _model.ArrivedAsync(1, Token);
        var life = TimeSpan.FromSeconds(Family.Lifetimes[0].Seconds!.Value);
        _time.Advance(life);
        _model.Begin(0);
        await asking;

        Assert.Equal(0, await PredictAsync(1));
    }

    private async Task<int> PredictAsync(int call, bool fails = false)
    {
        var context = Context();
        var asking = _client.GetResponseAsync(Messages(), context.Attach(), Token);
        await _model.ArrivedAsync(call + 1, Token);
        _model.Begin(call, fails);
        if (fails)
            await Assert.ThrowsAsync<ModelCallException>(() => asking);
        else
            await asking;
        return context.Prediction!.Value.CachedTokens;
    }

    private async Task<int> AskAsync(CancellationToken? stop = null)
    {
        var context = Context();
        await _client.GetResponseAsync(Messages(), context.Attach(), stop ?? Token);
        return context.Prediction!.Value.CachedTokens;
    }

    private RequestContext Context() => new(_time, "test") { Template = "support" };

    private static ChatMessage[] Messages() => [new ChatMessage(ChatRole.User, new string('q', Whole))];

    private static ValueTask<EncodedPrompt?> EncodeAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        ValueTask.FromResult<EncodedPrompt?>(new EncodedPrompt([.. messages.SelectMany(message => message.Text).Select(character => (int)character)]));
}

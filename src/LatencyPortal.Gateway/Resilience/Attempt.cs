using LatencyPortal.Gateway.Metering;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Resilience;

/// <summary>One call of one member, read up to its first token; what came until then is kept for the reader.</summary>
internal sealed class Attempt : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly UnsentCalls _unsent;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly List<ChatResponseUpdate> _early = [];
    private ModelCallException? _failure;
    private IDisposable? _place;
    private bool _answered;
    private bool _ended;
    private bool _disposed;

    public Attempt(
        Member member, RequestContext context, IEnumerable<ChatMessage> messages, ChatOptions? options, UnsentCalls unsent, CancellationToken cancellationToken)
    {
        (Member, Context, _unsent) = (member, context, unsent);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _updates = member.Model.Client.GetStreamingResponseAsync(messages, context.Attach(options?.Clone()), _stop.Token).GetAsyncEnumerator(_stop.Token);
        member.Health.Began();
        Begun = BeginAsync();
    }

    public Member Member { get; }

    public RequestContext Context { get; }

    /// <summary>Completes with the first token, or with the end of an answer that has none; fails with what went wrong before.</summary>
    public Task Begun { get; }

    /// <summary>All updates. To be read once, when <see cref="Begun"/> has completed.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> UpdatesAsync()
    {
        foreach (var update in _early)
            yield return update;
        while (!_ended && await MoveNextAsync().ConfigureAwait(false))
            yield return _updates.Current;
        if (Context.Record?.TimePerOutputToken is { } ms)
            Member.Pace.AddPerToken(ms);
    }

    /// <summary>Cancels the call; <see cref="DisposeAsync"/> waits until the upstream has let go.</summary>
    public Task CancelAsync() => _stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await Begun.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _updates.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _place?.Dispose();
        Member.Health.Ended(_failure, _answered);
    }

    private async Task BeginAsync()
    {
        await EnterAsync().ConfigureAwait(false);
        while (await MoveNextAsync().ConfigureAwait(false))
        {
            _early.Add(_updates.Current);
            if (!MeteredCall.HasToken(_updates.Current))
                continue;
            Answered();
            if (Context.OwnTimeline.Stamps.TimeToFirstToken is { } ms)
                Member.Pace.AddFirstToken(ms);
            return;
        }
    }

    /// <summary>Waits for a place at the endpoint.</summary>
    private async ValueTask EnterAsync()
    {
        try
        {
            _place = await Member.Health.EnterAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            _unsent.Add(Context, Member.Model.Description, e);
            throw;
        }

        if (_place is not null)
            return;
        _failure = new ModelCallException(
            ModelErrorKind.RateLimited, $"{Member.Id} has no room: too many calls of its endpoint run and wait already. Try again in a moment, or raise LatencyPortal:Calls:MostWaitingCalls.")
        {
            Refusal = UnsentCalls.QueueFull,
        };
        _unsent.Add(Context, Member.Model.Description, _failure);
        throw _failure;
    }

    private async ValueTask<bool> MoveNextAsync()
    {
        try
        {
            if (await _updates.MoveNextAsync().ConfigureAwait(false))
                return true;
            _ended = true;
            Answered();
            return false;
        }
        catch (ModelCallException e)
        {
            _failure = e;
            throw;
        }
    }

    private void Answered()
    {
        if (_answered)
            return;
        _answered = true;
        Member.Health.Answered();
    }
}

using System.Runtime.CompilerServices;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway.Resilience;

/// <summary>
/// Brings a request to its first token: the chosen member is asked, again or another one in its place when that fails before the first
/// token, and another one beside it when the first token is late. From the first token on one member answers; what goes wrong then is
/// the reader's to see. A model that is asked by its own name is a pool of one.
/// </summary>
internal sealed partial class PoolClient(
    string name,
    bool isPool,
    IReadOnlyList<Member> members,
    MemberOrder order,
    HedgeBudget? hedges,
    int mostAttempts,
    UnsentCalls unsent,
    TimeProvider time,
    ILogger<PoolClient> logger)
    : IChatClient
{
    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (RequestContext.From(options) is null)
            options = new RequestContext(time, "api") { Streamed = false }.Attach(options?.Clone());
        return GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = RequestContext.From(options) ?? new RequestContext(time, "api");
        // Attempts may read them side by side.
        var asked = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var running = new List<Attempt>();
        try
        {
            var winner = await BeginAsync(request, asked, options, running, cancellationToken).ConfigureAwait(false);
            await foreach (var update in winner.UpdatesAsync().ConfigureAwait(false))
                yield return update;
        }
        finally
        {
            foreach (var attempt in running)
                await attempt.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : (members.FirstOrDefault(member => member.Health.IsAvailable) ?? members[0]).Model.Client.GetService(serviceType, serviceKey);

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private async Task<Attempt> BeginAsync(
        RequestContext request, IReadOnlyList<ChatMessage> messages, ChatOptions? options, List<Attempt> running, CancellationToken cancellationToken)
    {
        if (isPool)
            request.Pool = name;
        hedges?.RequestCame();
        var able = AbleTo(messages, options);
        var (waiting, warm) = order.Of(able, messages);
        var (kind, tries, retries, calls) = (AttemptKind.First, 0, 0, 0);
        var waited = TimeSpan.Zero;
        ModelCallException? failure = null;
        Member? again = null;
        while (true)
        {
            var member = again ?? NextOf(waiting);
            if (member is null)
                throw failure ?? NobodyThere(able, request);
            again = null;
            var attempt = Start(member, kind);
            tries++;
            try
            {
                return await WithHedgeAsync(attempt).ConfigureAwait(false);
            }
            catch (ModelCallException e) when (tries < mostAttempts && !cancellationToken.IsCancellationRequested)
            {
                failure = e;
            }

            // All that ran have failed; their endpoints are told now.
            foreach (var failed in running)
                await failed.DisposeAsync().ConfigureAwait(false);
            running.Clear();

            if (FailureRules.AllowsFailover(failure) && waiting.Any(other => other.Health.IsAvailable))
            {
                kind = AttemptKind.Failover;
            }
            else if (FailureRules.AllowsRetry(failure) && RetryDelay.Of(retries++, failure.RetryAfter, waited, Random.Shared.NextDouble()) is { } delay)
            {
                waited += delay;
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
                // Meanwhile others may have failed there too.
                if (!member.Health.Breaker.TryEnter())
                    throw failure;
                (kind, again) = (AttemptKind.Retry, member);
            }
            else
            {
                throw failure;
            }

            LogAgain(request.Id, name, kind, failure.Code);
        }

        Attempt Start(Member member, AttemptKind why)
        {
            order.Sent(member, members, messages);
            var attempt = new Attempt(member, why == AttemptKind.First ? request : request.ForAttempt(why), messages, options, unsent, cancellationToken);
            running.Add(attempt);
            request.Attempts = ++calls;
            return attempt;
        }

        async Task<Attempt> WithHedgeAsync(Attempt first)
        {
            if (kind != AttemptKind.First || hedges is null || warm || waiting.Count == 0 || first.Member.Pace.LateAfter() is not { } late)
                return await WinAsync(first, null).ConfigureAwait(false);
            using var inTime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(first.Begun, Task.Delay(late, time, inTime.Token)).ConfigureAwait(false);
            await inTime.CancelAsync().ConfigureAwait(false);
            if (first.Begun.IsCompleted || !hedges.TrySpend() || NextOf(waiting) is not { } other)
                return await WinAsync(first, null).ConfigureAwait(false);
            var second = Start(other, AttemptKind.Hedge);
            var sooner = await Task.WhenAny(first.Begun, second.Begun).ConfigureAwait(false) == first.Begun ? first : second;
            var later = sooner == first ? second : first;
            return sooner.Begun.IsCompletedSuccessfully
                ? await WinAsync(sooner, later).ConfigureAwait(false)
                : await WinAsync(later, null).ConfigureAwait(false);
        }

        async Task<Attempt> WinAsync(Attempt winner, Attempt? loser)
        {
            await winner.Begun.ConfigureAwait(false);
            request.WonBy(winner.Context, winner.Member.Model.Description);
            if (loser is not null)
            {
                // It is waited for at the end of the request: the first token does not wait for it.
                loser.Context.IsLost = true;
                await loser.CancelAsync().ConfigureAwait(false);
            }

            return winner;
        }
    }

    /// <summary>Takes the next member whose breaker lets a call through.</summary>
    private static Member? NextOf(Queue<Member> waiting)
    {
        while (waiting.TryDequeue(out var member))
        {
            if (member.Health.Breaker.TryEnter())
                return member;
        }

        return null;
    }

    /// <summary>The members that can be sent this: models inside the portal read text alone.</summary>
    private IReadOnlyList<Member> AbleTo(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (!members.Any(member => member.Model.Description.TextOnly) || !RichRequest.Is(messages, options))
            return members;
        List<Member> able = [.. members.Where(member => !member.Model.Description.TextOnly)];
        if (able.Count > 0)
            return able;
        throw new ModelCallException(
            ModelErrorKind.InvalidRequest, $"{name} can be sent text alone, no tools, images or files. Leave them out, or ask a model of an endpoint.");
    }

    /// <summary>The failure of a request that nobody could be asked, with its record.</summary>
    private ModelCallException NobodyThere(IReadOnlyList<Member> able, RequestContext request)
    {
        var soonest = able.MinBy(member => member.Health.Breaker.Wait)!;
        var wait = soonest.Health.Breaker.Wait;
        var (who, again) = able.Count == 1
            ? ($"Endpoint {soonest.Model.Description.Endpoint} failed too often and is", "It")
            : ($"All members of {name} failed too often and are", "One of them");
        var failure = new ModelCallException(
            ModelErrorKind.ModelUnavailable, $"{who} left alone. {again} is tried again in {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} s; the Fleet page shows why.")
        {
            RetryAfter = wait,
            Refusal = UnsentCalls.BreakerOpen,
        };
        unsent.Add(request, soonest.Model.Description, failure);
        return failure;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Request {Id} to {Pool}: {Kind} after {Failure}")]
    private partial void LogAgain(Guid id, string pool, AttemptKind kind, string failure);
}

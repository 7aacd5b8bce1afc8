using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LatencyPortal.Gateway.Prompts.Families;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Prediction;

/// <summary>
/// Holds calls that begin alike until the first of them streams, where the provider needs it: an entry of Anthropic's cache can be read only
/// from then on, so calls sent at once would all write it, at the higher price, and none would be faster. Whoever asks for something else,
/// or for a prefix that is warm already, does not wait.
/// </summary>
/// <param name="inner">The metered client of one model.</param>
/// <param name="family">The rule of its cache.</param>
/// <param name="time">The clock.</param>
internal sealed class FanOutGateClient(IChatClient inner, ModelFamily family, TimeProvider time) : DelegatingChatClient(inner)
{
    /// <summary>Characters of a token, where counting would take longer than the answer is worth.</summary>
    private const int CharactersPerToken = 4;

    private const int MostPrefixes = 4_096;

    /// <summary>A first token that takes longer is not worth waiting for.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Leader> _leaders = [];

    /// <summary>Whether a family's entries can be read only when the answer that wrote them streams.</summary>
    public static bool Applies(ModelFamily? family) => family?.Mechanism == CacheMechanism.BreakpointsWithLookBack;

    /// <inheritdoc />
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var asked = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        return CallExtras.From(options) is { CacheControl: true } or { CachePlan.Markers.Count: > 0 } && PrefixOf(asked, options) is { } prefix
            ? HoldAsync(prefix, asked, options, cancellationToken)
            : InnerClient.GetStreamingResponseAsync(asked, options, cancellationToken);
    }

    private async IAsyncEnumerable<ChatResponseUpdate> HoldAsync(
        ulong prefix, IReadOnlyList<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        Leader? own = null;
        // Who led may have failed before its first token: the next one leads then, and the others go on waiting.
        while (own is null && time.GetElapsedTime(began) < LongestHold)
        {
            var leader = Lead(prefix, out own);
            if (leader is null)
                break;
            await Task.WhenAny(leader.Streams, Task.Delay(LongestHold - time.GetElapsedTime(began), time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (own is null && RequestContext.From(options) is { } context && time.GetElapsedTime(began) is { TotalMilliseconds: > 0.1 } held)
            context.HeldMs = held.TotalMilliseconds;
        try
        {
            await foreach (var update in InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
            {
                if (own is not null && Metering.MeteredCall.HasToken(update))
                    own.Stream(time.GetUtcNow());
                yield return update;
            }
        }
        finally
        {
            if (own is not null)
                End(prefix, own);
        }
    }

    /// <summary>Whom to wait for; <see langword="null"/> when the call may go, as the one that leads when <paramref name="own"/> says so.</summary>
    private Leader? Lead(ulong prefix, out Leader? own)
    {
        own = null;
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_leaders.TryGetValue(prefix, out var known) && !known.IsOver(now, Lifetime))
                return known.Use(now) ? null : known;
            if (_leaders.Count >= MostPrefixes)
                Forget(now);
            _leaders[prefix] = own = new Leader();
            return null;
        }
    }

    /// <summary>A call that ended without a token wrote nothing: whoever waits for it is let go.</summary>
    private void End(ulong prefix, Leader own)
    {
        lock (_gate)
        {
            if (own.StreamedAt is null && _leaders.GetValueOrDefault(prefix) == own)
                _leaders.Remove(prefix);
        }

        own.Release();
    }

    /// <summary>The provider's default; five minutes where nobody says.</summary>
    private TimeSpan Lifetime => TimeSpan.FromSeconds(family.Lifetimes is [{ Seconds: { } seconds }, ..] ? seconds : 300);

    private void Forget(DateTimeOffset now)
    {
        foreach (var (prefix, _) in _leaders.Where(leader => leader.Value.IsOver(now, Lifetime)).ToList())
            _leaders.Remove(prefix);
        if (_leaders.Count >= MostPrefixes)
            _leaders.Clear();
    }

    /// <summary>What the calls have in common: tools and system text when that is long enough to be cached, or else the whole prompt.</summary>
    private ulong? PrefixOf(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var hash = new XxHash3();
        var length = 0;
        foreach (var tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
            Add(tool.JsonSchema.GetRawText());
        var least = (family.MinimumTokens ?? 1) * CharactersPerToken;
        for (var i = 0; i < messages.Count; i++)
        {
            if (i > 0 && messages[i - 1].Role == ChatRole.System && length >= least)
                return hash.GetCurrentHashAsUInt64();
            Add(messages[i].Text);
        }

        return length >= least ? hash.GetCurrentHashAsUInt64() : null;

        void Add(string text)
        {
            hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
            length += text.Length;
        }
    }

    /// <summary>The call that writes a prefix.</summary>
    private sealed class Leader
    {
        private readonly TaskCompletionSource _streams = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes with its first token, or when it ended without one.</summary>
        public Task Streams => _streams.Task;

        public DateTimeOffset? StreamedAt { get; private set; }

        public bool IsOver(DateTimeOffset now, TimeSpan lifetime) => StreamedAt is { } at && now - at > lifetime;

        /// <summary>Whether the prefix can be read; each use lets its life begin anew.</summary>
        public bool Use(DateTimeOffset now)
        {
            if (StreamedAt is null)
                return false;
            StreamedAt = now;
            return true;
        }

        public void Stream(DateTimeOffset now)
        {
            StreamedAt ??= now;
            _streams.TrySetResult();
        }

        public void Release() => _streams.TrySetResult();
    }
}

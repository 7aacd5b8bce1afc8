using System.Runtime.CompilerServices;
using System.Text;
using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Families;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Prediction;

/// <summary>
/// Predicts, before a prompt that was made from a template is sent, how much of it the model's cache will serve, so that the prediction can be
/// held against what the provider then reports. It knows of this portal's requests alone. It stands outside the metering: its own work is
/// no time of the model.
/// </summary>
/// <param name="inner">The metered client of one model.</param>
/// <param name="family">The rule of the model's cache.</param>
/// <param name="encode">Tokens of a prompt; <see langword="null"/> when nobody can tell.</param>
/// <param name="time">The clock.</param>
internal sealed class CachePredictionClient(IChatClient inner, ModelFamily family, PromptEncoder encode, TimeProvider time) : DelegatingChatClient(inner)
{
    private readonly Lock _gate = new();
    private readonly PrefixCacheModel _cache = new(family);
    private readonly int _step = family.Mechanism == CacheMechanism.TokenExact ? 1 : Math.Max(1, family.GranularityTokens ?? 16);

    /// <inheritdoc />
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        RequestContext.From(options)?.Template is null
            ? InnerClient.GetResponseAsync(messages, options, cancellationToken)
            : GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        RequestContext.From(options) is { Template: not null } context
            ? PredictAsync(context, [.. messages], options, cancellationToken)
            : InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken);

    private async IAsyncEnumerable<ChatResponseUpdate> PredictAsync(
        RequestContext context, List<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var prompt = await MakeAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var prediction = prompt is null ? null : Look(prompt, at);
        context.Prediction = prediction;

        var begun = false;
        var answer = new StringBuilder();
        ChatFinishReason? finish = null;
        await foreach (var update in InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            // An entry can be read once the answer that writes it has begun: a call that is refused, or left before, writes none.
            if (!begun && prediction is not null)
                Take(prompt!, at);
            begun = true;
            if (family.KeepsAnswers)
                answer.Append(update.Text);
            finish = update.FinishReason ?? finish;
            yield return update;
        }

        if (answer.Length == 0)
            yield break;
        messages.Add(new ChatMessage(ChatRole.Assistant, answer.ToString()));
        // The answer stands in the cache as a beginning that could go on, without what marks its end.
        var goesOn = (CallExtras.From(options) ?? new CallExtras()) with { GoesOn = true };
        if (await MakeAsync(messages, goesOn.Attach(options?.Clone()), cancellationToken, withoutLast: finish != ChatFinishReason.Stop).ConfigureAwait(false) is { } whole)
            Keep(whole, time.GetUtcNow());
    }

    /// <summary>What the cache is expected to serve; <see langword="null"/> for a prompt that the provider would not take so.</summary>
    private CachePrediction? Look(CachedPrompt prompt, DateTimeOffset at)
    {
        lock (_gate)
            return _cache.Check(prompt) is null ? new CachePrediction(_cache.Look(prompt, at), prompt.TotalTokens, family.MinimumTokens ?? 0) : null;
    }

    private void Take(CachedPrompt prompt, DateTimeOffset at)
    {
        lock (_gate)
            _cache.Take(prompt, at);
    }

    private void Keep(CachedPrompt whole, DateTimeOffset at)
    {
        lock (_gate)
            _cache.Keep(whole, at);
    }

    /// <param name="messages">The conversation.</param>
    /// <param name="options">The options of the call.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="withoutLast">Whether the last token is left out: the one at which an answer was cut is written, but never read.</param>
    private async ValueTask<CachedPrompt?> MakeAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken, bool withoutLast = false)
    {
        if (await encode(messages, options, cancellationToken).ConfigureAwait(false) is not { Tokens.Length: > 1 } encoded)
            return null;
        if (withoutLast)
            encoded = encoded with { Tokens = encoded.Tokens[..^1] };
        var (breakpoints, automatic) = encoded.Planned is { } places
            ? Breakpoints.Planned(family, places, CallExtras.From(options)?.CachePlan?.AutomaticBreakpoint == true)
            : Breakpoints.Default(family, encoded.Ends);
        return new CachedPrompt
        {
            Marks = family.MostBreakpoints is null ? PromptMarks.OfTokens(encoded.Tokens, _step) : PromptMarks.OfTokens(encoded.Tokens, encoded.Blocks),
            TotalTokens = encoded.Tokens.Length,
            Breakpoints = breakpoints,
            AutomaticBreakpoint = automatic,
        };
    }
}

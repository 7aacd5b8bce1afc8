using System.Runtime.CompilerServices;
using LatencyPortal.Decoding;
using LatencyPortal.Gateway.Resilience;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>A model inside the portal. The model is leased for each call, so that it is never unloaded under one.</summary>
internal sealed class LocalChatClient(string id, string key, LeasePool<LocalModel> models) : IChatClient
{
    /// <summary>An answer or two are over by then.</summary>
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = LocalPrompt.Make(messages, options);
        var lease = models.TryLease(key) ?? throw Unloaded(null);
        await using var returning = lease.ConfigureAwait(false);
        var pieces = Generate(lease.Value, request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var ending = pieces.ConfigureAwait(false);
        var responseId = Guid.CreateVersion7().ToString("n");
        while (await MoveNextAsync(pieces).ConfigureAwait(false))
            yield return ToUpdate(pieces.Current, responseId);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private IAsyncEnumerable<DecodedPiece> Generate(LocalModel model, DecodeRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return model.GenerateAsync(request, cancellationToken);
        }
        catch (PromptTooLongException e)
        {
            throw new ModelCallException(
                ModelErrorKind.PromptTooLong,
                $"The prompt has {e.PromptTokens} tokens, but the context of {id} holds {e.ContextLength} with the answer. Shorten the prompt, begin a new conversation or choose a model with a larger context.",
                e)
            {
                PromptTokens = e.PromptTokens,
                ContextLength = e.ContextLength,
            };
        }
        catch (DecodeFaultException e)
        {
            throw Faulty(e);
        }
        catch (ArgumentException e)
        {
            throw new ModelCallException(ModelErrorKind.InvalidRequest, $"{id} cannot answer this request: {e.Message}", e);
        }
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<DecodedPiece> pieces)
    {
        try
        {
            return await pieces.MoveNextAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException e)
        {
            throw Unloaded(e);
        }
        catch (QueueFullException e)
        {
            throw new ModelCallException(ModelErrorKind.RateLimited, $"{id} is busy: {e.Waiting} requests wait already. Try again in a moment.", e)
            {
                RetryAfter = BusyFor,
                Refusal = UnsentCalls.QueueFull,
            };
        }
        catch (DecodeFaultException e)
        {
            throw Faulty(e);
        }
    }

    private ModelCallException Faulty(DecodeFaultException e) => new(ModelErrorKind.ProviderError, $"{id} cannot answer: {e.Message}", e);

    private ModelCallException Unloaded(Exception? inner) =>
        new(ModelErrorKind.ModelUnavailable, $"{id} has been unloaded. Choose another model or load it again on Settings.", inner);

    private static ChatFinishReason FinishReasonOf(DecodeFinish finish) => finish switch
    {
        DecodeFinish.Length => ChatFinishReason.Length,
        DecodeFinish.Repetition => LocalFinish.Repetition,
        _ => ChatFinishReason.Stop,
    };

    private ChatResponseUpdate ToUpdate(DecodedPiece piece, string responseId)
    {
        // Without contents and role the first one only says that the queue is passed: metering stamps it.
        if (piece.Kind == DecodedPieceKind.Started)
            return new ChatResponseUpdate();
        var update = new ChatResponseUpdate
        {
            Role = ChatRole.Assistant,
            ResponseId = responseId,
            MessageId = responseId,
            ModelId = id,
            RawRepresentation = piece,
        };
        if (piece.Text.Length > 0)
            update.Contents.Add(new TextContent(piece.Text));
        if (piece.Finish is { } finish)
            update.FinishReason = FinishReasonOf(finish);
        if (piece is { Kind: DecodedPieceKind.Finished, Usage: { } usage })
        {
            update.Contents.Add(new UsageContent(new UsageDetails
            {
                InputTokenCount = usage.InputTokens,
                CachedInputTokenCount = usage.CachedTokens,
                OutputTokenCount = usage.OutputTokens,
                TotalTokenCount = usage.InputTokens + usage.OutputTokens,
                AdditionalCounts = DraftingUsage.CountsOf(usage),
            }));
        }

        return update;
    }
}

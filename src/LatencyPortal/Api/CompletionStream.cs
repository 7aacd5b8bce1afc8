using LatencyPortal.Api.Contracts;

namespace LatencyPortal.Api;

/// <summary>The chunks of one streamed answer.</summary>
internal sealed class CompletionStream(SseWriter events, string id, long created, string model)
{
    private bool _begun;

    /// <summary>Whether something was sent, so that a failure can no longer be told by the status.</summary>
    public bool Begun => _begun;

    /// <summary>Sends a piece of the answer at once; the first chunk of all carries the role.</summary>
    public async ValueTask DeltaAsync(CompletionPart part, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        // Some clients take every delta before the end for one of text.
        var text = part.Text ?? (part.Reasoning is null ? "" : null);
        await ChoiceAsync(new ChunkDelta { Content = text, ReasoningContent = part.Reasoning }, null, part.Logprobs, cancellationToken);
    }

    public async ValueTask EndAsync(string finishReason, CompletionUsage? usage, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        await ChoiceAsync(new ChunkDelta(), finishReason, null, cancellationToken);
        if (usage is not null)
            await events.WriteAsync(Chunk([]) with { Usage = usage }, ApiJson.Default.ChatCompletionChunk, cancellationToken);
        await events.WriteDoneAsync(cancellationToken);
    }

    private ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (_begun)
            return ValueTask.CompletedTask;
        _begun = true;
        events.Begin();
        return ChoiceAsync(new ChunkDelta { Role = "assistant", Content = "" }, null, null, cancellationToken);
    }

    private ValueTask ChoiceAsync(ChunkDelta delta, string? finishReason, ChoiceLogprobs? logprobs, CancellationToken cancellationToken) =>
        events.WriteAsync(Chunk([new ChunkChoice(0, delta, finishReason) { Logprobs = logprobs }]), ApiJson.Default.ChatCompletionChunk, cancellationToken);

    private ChatCompletionChunk Chunk(IReadOnlyList<ChunkChoice> choices) => new(id, "chat.completion.chunk", created, model, choices);
}

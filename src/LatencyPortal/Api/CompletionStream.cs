using LatencyPortal.Api.Contracts;
using LatencyPortal.Gateway;

namespace LatencyPortal.Api;

/// <summary>The chunks of one streamed request.</summary>
internal sealed class CompletionStream(SseWriter events, LatencyHeaders headers, string id, long created, ModelDescription model)
{
    private readonly HashSet<int> _begun = [];

    /// <summary>Sends a piece of an answer at once; the first chunk of each answer carries the role.</summary>
    public ValueTask DeltaAsync(ChoiceRun run, CompletionPart part, CancellationToken cancellationToken)
    {
        Begin(run, part.Text is null && part.Refusal is not null);
        // Some clients take every delta before the end for one of text.
        var text = part.Text ?? (part.Reasoning is null && part.Refusal is null && part.ToolCalls.Count == 0 ? "" : null);
        var delta = new ChunkDelta
        {
            Content = text,
            ReasoningContent = part.Reasoning,
            Refusal = part.Refusal,
            ToolCalls = part.ToolCalls.Count > 0 ? [.. part.ToolCalls.Select(Delta)] : null,
        };
        return events.WriteAsync(Choice(run.Index, delta, null, part.Logprobs), ApiJson.Default.ChatCompletionChunk, cancellationToken);
    }

    /// <summary>Ends an answer.</summary>
    public ValueTask FinishAsync(ChoiceRun run, CancellationToken cancellationToken)
    {
        Begin(run, refuses: false);
        return events.WriteAsync(Choice(run.Index, new ChunkDelta(), run.Collector.FinishReason, null), ApiJson.Default.ChatCompletionChunk, cancellationToken);
    }

    /// <summary>Ends the stream.</summary>
    public async ValueTask EndAsync(CompletionUsage? usage, CancellationToken cancellationToken)
    {
        if (usage is not null)
            await events.WriteAsync(Chunk([]) with { Usage = usage }, ApiJson.Default.ChatCompletionChunk, cancellationToken);
        await events.WriteDoneAsync(cancellationToken);
    }

    private void Begin(ChoiceRun run, bool refuses)
    {
        if (!_begun.Add(run.Index))
            return;
        if (!events.Begun)
        {
            headers.Write(model, run.Context, whole: false);
            events.Begin();
        }

        // A refusal has no text, not even an empty one.
        events.Add(Choice(run.Index, new ChunkDelta { Role = "assistant", Content = refuses ? null : "" }, null, null), ApiJson.Default.ChatCompletionChunk);
    }

    private static ToolCallDelta Delta(ToolCallPiece piece) => new(piece.Index, new ToolCallFunction(piece.Arguments) { Name = piece.Name })
    {
        Id = piece.Id,
        Type = piece.Id is null ? null : "function",
    };

    private ChatCompletionChunk Choice(int index, ChunkDelta delta, string? finishReason, ChoiceLogprobs? logprobs) =>
        Chunk([new ChunkChoice(index, delta, finishReason) { Logprobs = logprobs }]);

    private ChatCompletionChunk Chunk(IReadOnlyList<ChunkChoice> choices) => new(id, "chat.completion.chunk", created, model.Id, choices);
}

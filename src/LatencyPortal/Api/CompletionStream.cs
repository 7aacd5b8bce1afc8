using LatencyPortal.Api.Contracts;
using LatencyPortal.Gateway;

namespace LatencyPortal.Api;

/// <summary>The chunks of one streamed request.</summary>
internal sealed class CompletionStream(SseWriter events, LatencyHeaders headers, string id, long created, ModelDescription model)
{
    private readonly HashSet<int> _begun = [];

    /// <summary>Sends a piece of an answer at once; the first chunk of each answer carries the role.</summary>
    public async ValueTask DeltaAsync(ChoiceRun run, CompletionPart part, CancellationToken cancellationToken)
    {
        await BeginAsync(run, cancellationToken);
        // Some clients take every delta before the end for one of text.
        var text = part.Text ?? (part.Reasoning is null && part.ToolCalls.Count == 0 ? "" : null);
        var delta = new ChunkDelta
        {
            Content = text,
            ReasoningContent = part.Reasoning,
            ToolCalls = part.ToolCalls.Count > 0 ? [.. part.ToolCalls.Select(Delta)] : null,
        };
        await ChoiceAsync(run.Index, delta, null, part.Logprobs, cancellationToken);
    }

    /// <summary>Ends an answer.</summary>
    public async ValueTask FinishAsync(ChoiceRun run, CancellationToken cancellationToken)
    {
        await BeginAsync(run, cancellationToken);
        await ChoiceAsync(run.Index, new ChunkDelta(), run.Collector.FinishReason, null, cancellationToken);
    }

    /// <summary>Ends the stream.</summary>
    public async ValueTask EndAsync(CompletionUsage? usage, CancellationToken cancellationToken)
    {
        if (usage is not null)
            await events.WriteAsync(Chunk([]) with { Usage = usage }, ApiJson.Default.ChatCompletionChunk, cancellationToken);
        await events.WriteDoneAsync(cancellationToken);
    }

    private ValueTask BeginAsync(ChoiceRun run, CancellationToken cancellationToken)
    {
        if (!_begun.Add(run.Index))
            return ValueTask.CompletedTask;
        if (!events.Begun)
        {
            headers.Write(model, run.Context.Timeline.Stamps, whole: false);
            events.Begin();
        }

        return ChoiceAsync(run.Index, new ChunkDelta { Role = "assistant", Content = "" }, null, null, cancellationToken);
    }

    private static ToolCallDelta Delta(ToolCallPiece piece) => new(piece.Index, new ToolCallFunction(piece.Arguments) { Name = piece.Name })
    {
        Id = piece.Id,
        Type = piece.Id is null ? null : "function",
    };

    private ValueTask ChoiceAsync(int index, ChunkDelta delta, string? finishReason, ChoiceLogprobs? logprobs, CancellationToken cancellationToken) =>
        events.WriteAsync(Chunk([new ChunkChoice(index, delta, finishReason) { Logprobs = logprobs }]), ApiJson.Default.ChatCompletionChunk, cancellationToken);

    private ChatCompletionChunk Chunk(IReadOnlyList<ChunkChoice> choices) => new(id, "chat.completion.chunk", created, model.Id, choices);
}

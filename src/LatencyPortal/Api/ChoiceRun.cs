using System.Runtime.CompilerServices;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>One of the answers that a request asks for: a call of the pipeline with a record of its own.</summary>
internal sealed class ChoiceRun
{
    private readonly ChatCompletionCall _call;
    private readonly ChatOptions _options;

    private ChoiceRun(int index, ChatCompletionCall call, RequestContext context)
    {
        Index = index;
        Context = context;
        Collector = new CompletionCollector(call.Logprobs);
        _call = call;
        _options = call.Options.Clone();
        // The same seed gives the same answer: of several, each has the next one.
        _options.Seed += index;
        context.Attach(_options);
    }

    public int Index { get; }

    public RequestContext Context { get; }

    public CompletionCollector Collector { get; }

    /// <summary>The runs of a request; the first one has its id, the others name it as their parent.</summary>
    public static IReadOnlyList<ChoiceRun> Of(ChatCompletionCall call, Guid id, TimeProvider time) =>
    [
        .. Enumerable.Range(0, call.Choices).Select(index => new ChoiceRun(index, call, new RequestContext(time, "api")
        {
            Id = index == 0 ? id : Guid.CreateVersion7(),
            ParentId = index == 0 ? null : id,
            Streamed = call.Stream,
            Template = call.Trace?.Template,
            TemplateVersion = call.Trace?.Version,
            // The answers of one request have the same prompt: it is noted once.
            Trace = index == 0 ? call.Trace : null,
        })),
    ];

    /// <summary>The answer, piece by piece; pieces that add nothing are left out.</summary>
    public async IAsyncEnumerable<CompletionPart> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var update in _call.Model.Client.GetStreamingResponseAsync(_call.Messages, _options, cancellationToken))
        {
            if (Collector.Add(update) is { IsEmpty: false } part)
                yield return part;
        }
    }
}

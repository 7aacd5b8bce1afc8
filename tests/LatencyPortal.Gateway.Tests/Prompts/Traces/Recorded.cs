using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Tests.Prompts.Traces;

/// <summary>Requests composed of a template, as they are recorded. A character is a token.</summary>
internal sealed class Recorded(PromptTemplate template, ModelFamily? family = null, bool keepTexts = false, int version = 1)
{
    private static readonly byte[] Salt = [1, 2, 3];

    private readonly PromptTraceMaker _maker = new(Salt, keepTexts);

    public static int Count(string text) => text.Length;

    public CompiledTemplate Template { get; } = CompiledTemplate.Compile(template);

    public PromptOutline Outline => PromptOutline.Of(Template, Count);

    public ComposedPrompt Compose(ComposeRequest request) => PromptComposer.Compose(Template, request);

    public PromptTrace Trace(ComposeRequest request, string? conversation = null) =>
        _maker.Make(Template, request, Compose(request), Subject(conversation), Count);

    public TracedRequest Request(ComposeRequest request, int? cached = null, string? endpoint = "lab", string? conversation = null)
    {
        var trace = Trace(request, conversation);
        return new TracedRequest { Trace = trace, Model = trace.Model, Endpoint = endpoint, InputTokens = trace.Tokens, CachedTokens = cached };
    }

    private TraceSubject Subject(string? conversation) => new()
    {
        RequestId = Guid.CreateVersion7(),
        Version = version,
        Model = "lab/model",
        Family = family,
        Conversation = conversation,
    };
}

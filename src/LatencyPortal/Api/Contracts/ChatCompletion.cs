namespace LatencyPortal.Api.Contracts;

/// <summary>The whole answer of a call that asked for no stream.</summary>
internal sealed record ChatCompletion(
    string Id, string Object, long Created, string Model, IReadOnlyList<ChatCompletionChoice> Choices, CompletionUsage? Usage);

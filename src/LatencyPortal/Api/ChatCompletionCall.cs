using LatencyPortal.Gateway;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>A chat completion request that has been read and found valid.</summary>
internal sealed record ChatCompletionCall(GatewayModel Model, IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    public bool Stream { get; init; }

    /// <summary><c>logprobs</c>.</summary>
    public bool Logprobs { get; init; }

    /// <summary><c>stream_options.include_usage</c>.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary><c>stream_options.include_latency</c>, or the header of the same meaning.</summary>
    public bool IncludeLatency { get; init; }

    /// <summary>What the template leaves that the messages were made from; <see langword="null"/> for none.</summary>
    public PromptTrace? Trace { get; init; }

    /// <summary><c>n</c>: answers wanted, 1 to 8; each is a call of its own.</summary>
    public int Choices { get; init; } = 1;
}

using System.Threading.Channels;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>One request on its way through the queue and the decoder.</summary>
/// <param name="Prompt">Token ids of the rendered prompt.</param>
/// <param name="MaxTokens">Most tokens to generate; fits into the context.</param>
/// <param name="Sampling">How tokens are drawn.</param>
/// <param name="Stop">Texts that end the answer.</param>
/// <param name="Output">Where the pieces go; has room for all of them, so writing never waits.</param>
/// <param name="Cancellation">Ends the request, queued or running.</param>
internal sealed record DecodeJob(
    IReadOnlyList<int> Prompt,
    int MaxTokens,
    SamplingOptions Sampling,
    IReadOnlyList<string> Stop,
    ChannelWriter<DecodedPiece> Output,
    CancellationToken Cancellation);

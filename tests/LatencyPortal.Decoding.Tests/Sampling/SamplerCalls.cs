using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

internal static class SamplerCalls
{
    /// <summary>The token at a position, without a history or a mask.</summary>
    public static int Sample(this Sampler sampler, ReadOnlySpan<float> logits, SamplingOptions options, long position) =>
        sampler.Sample(logits, options, null, null, position, out _);
}

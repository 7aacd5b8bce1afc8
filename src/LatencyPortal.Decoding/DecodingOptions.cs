namespace LatencyPortal.Decoding;

/// <summary>How a model runs. The defaults suit small models on a shared machine.</summary>
public sealed record DecodingOptions
{
    /// <summary>Threads of one model step; more than the physical cores only slows a step down.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    /// <summary>
    /// Upper limit of the context in tokens. Key/value memory is allocated for the whole context
    /// once, at load, so a model with a huge context needs a bound.
    /// </summary>
    public int MaxContextLength { get; init; } = 8192;

    /// <summary>Most prompt tokens in one model run; a long prompt is read in several.</summary>
    public int PrefillChunk { get; init; } = 128;

    /// <summary>Requests that may wait; further callers wait for a place, in order.</summary>
    public int QueueCapacity { get; init; } = 64;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxContextLength, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(PrefillChunk, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueCapacity, 1);
    }
}

namespace LatencyPortal.Decoding;

/// <summary>How a model runs. The defaults suit small models on a shared machine.</summary>
public sealed record DecodingOptions
{
    /// <summary>
    /// Threads of one model step. Null chooses by the size of the model file: one thread for a small
    /// model, whose steps are too short to share, else about one for each physical core.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>
    /// Upper limit of the context in tokens. Key/value memory is allocated for the whole context
    /// once, at load, so a model with a huge context needs a bound.
    /// </summary>
    public int MaxContextLength { get; init; } = 8192;

    /// <summary>Most prompt tokens in one model run; a long prompt is read in several.</summary>
    public int PrefillChunk { get; init; } = 128;

    /// <summary>Requests that may wait; further callers wait for a place, in order.</summary>
    public int QueueCapacity { get; init; } = 64;

    /// <param name="modelBytes">Size of the weights on disk.</param>
    internal int ChooseThreads(long modelBytes)
    {
        if (Threads is { } threads)
            return threads;
        const long small = 64L << 20;
        var processors = Environment.ProcessorCount;
        return modelBytes < small ? 1 : processors <= 4 ? processors : processors / 2;
    }

    internal void Validate()
    {
        if (Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxContextLength, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(PrefillChunk, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueCapacity, 1);
    }
}

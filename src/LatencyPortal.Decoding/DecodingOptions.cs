using LatencyPortal.Decoding.KvCache;
using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding;

/// <summary>How a model runs. The defaults suit small models on a shared machine.</summary>
public sealed record DecodingOptions
{
    private const long SmallModel = 64L << 20;
    private const int MostWideThreads = 4;

    private static readonly int AllThreads = Environment.ProcessorCount <= 4 ? Environment.ProcessorCount : Environment.ProcessorCount / 2;

    /// <summary>
    /// Threads of one model step. Null chooses by the size of the model file: one thread for a small
    /// model, whose steps are too short to share, else about one for each physical core.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>
    /// ONNX file to load, relative to the model's folder. Null takes the one that <c>genai_config.json</c> names; a Hugging
    /// Face folder with several gives the first there is of <c>model_quantized</c>, <c>_int8</c>, <c>_uint8</c>, <c>_q8</c>,
    /// <c>_q4</c>, <c>model</c>, <c>_q4f16</c>, <c>_fp16</c>, <c>_bnb4</c>, from its folder <c>onnx</c> or itself.
    /// </summary>
    public string? ModelFile { get; init; }

    /// <summary>What computes the model; what is missing or fails is replaced by the processor, with a notice.</summary>
    public ExecutionProvider Provider { get; init; }

    /// <summary>Which graphics card, counted from 0 as the provider does.</summary>
    public int DeviceId { get; init; }

    /// <summary>
    /// Upper limit of the context in tokens. Key/value memory is allocated for the whole context
    /// once, at load, so a model with a huge context needs a bound.
    /// </summary>
    public int MaxContextLength { get; init; } = 8192;

    /// <summary>Most prompt tokens in one model run; a long prompt is read in several.</summary>
    public int PrefillChunk { get; init; } = 128;

    /// <summary>Most sequences that are decoded together; null takes up to 8, as many as <see cref="KeyValueBytes"/> allows.</summary>
    public int? MaxSequences { get; init; }

    /// <summary>Most bytes for the keys and values of running sequences; one sequence runs in any case.</summary>
    public long KeyValueBytes { get; init; } = 1L << 30;

    /// <summary>Folder of a small model with the same vocabulary that proposes tokens; null takes <c>draft</c> inside the model's folder, if it is there.</summary>
    public string? DraftFolder { get; init; }

    /// <summary>Whether a draft model is loaded where there is one; without it only repetitions and formats propose tokens.</summary>
    public bool UseDraftModel { get; init; } = true;

    /// <summary>What the native library is said to be built with; null asks it. For tests.</summary>
    internal IReadOnlyCollection<string>? NativeProviders { get; init; }

    /// <summary>Rules for runs on the processor other than its own. For tests.</summary>
    internal ProviderRules? Rules { get; init; }

    /// <summary>Whether sums of 8-bit products overflow; null asks the processor. For tests.</summary>
    internal bool? SumsOverflow { get; init; }

    /// <summary>Tokens of every proposal, whatever it costs; null lets measured costs decide. For tests and benchmarks.</summary>
    internal int? FixedDraft { get; init; }

    /// <summary>Bytes of memory that a model may take; null asks the machine. For tests.</summary>
    internal long? AvailableMemory { get; init; }

    /// <summary>Where the prefix cache takes its memory from. For tests of memory that is not to be had.</summary>
    internal Func<long, NativeBuffer> CacheAllocator { get; init; } = PrefixTree.Allocate;

    /// <summary>
    /// Longest pause of running answers while a new prompt is read, beyond their own step: a long prompt is read in pieces
    /// that fit.
    /// </summary>
    public TimeSpan StallBudget { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Most bytes for keys and values of prompts and answers that may be used again; 0 keeps none.</summary>
    public long PrefixCacheBytes { get; init; } = 64L << 20;

    /// <summary>Requests that may wait; further callers are refused.</summary>
    public int QueueCapacity { get; init; } = 64;

    /// <param name="modelBytes">Size of the weights on disk.</param>
    internal int ChooseThreads(long modelBytes)
    {
        if (Threads is { } threads)
            return threads;
        return modelBytes < SmallModel ? 1 : AllThreads;
    }

    /// <summary>Threads of the second session that a small model has for runs of several tokens; null where one session does.</summary>
    internal int? ChooseWideThreads(long modelBytes) =>
        Threads is null && modelBytes < SmallModel && AllThreads > 1 ? Math.Min(AllThreads, MostWideThreads) : null;

    internal int ChooseRows(DecoderShape shape)
    {
        const int usual = 8;
        return (int)Math.Clamp(KeyValueBytes / (shape.BytesPerToken * shape.ContextLength), 1, MaxSequences ?? usual);
    }

    internal void Validate()
    {
        if (MaxSequences is { } sequences)
            ArgumentOutOfRangeException.ThrowIfLessThan(sequences, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(KeyValueBytes, 1);
        if (Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(DeviceId);
        if (!Enum.IsDefined(Provider))
            throw new ArgumentOutOfRangeException(nameof(Provider), Provider, "There is no such execution provider.");
        ArgumentOutOfRangeException.ThrowIfLessThan(StallBudget, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfNegative(PrefixCacheBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxContextLength, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(PrefillChunk, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueCapacity, 1);
    }
}

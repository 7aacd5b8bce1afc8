using System.ComponentModel.DataAnnotations;
using LatencyPortal.Decoding;

namespace LatencyPortal.Settings;

/// <summary>How all local models run, the built-in one too. What is left out keeps the decoder's own default.</summary>
internal sealed class LocalDecodingOptions
{
    private const int MostMegabytes = 1 << 20;
    private const string Between = "must be a number from {1} to {2}.";

    /// <summary>What computes. A word, so that a wrong one is told with the right ones.</summary>
    [RegularExpression("(?i)(Auto|Cpu|DirectML|Cuda)", ErrorMessage = "must be Auto, Cpu, DirectML or Cuda.")]
    public string? Provider { get; set; }

    /// <summary>Which graphics card, counted from 0.</summary>
    [Range(0, 63, ErrorMessage = Between)]
    public int? DeviceId { get; set; }

    /// <summary>Threads of one model step.</summary>
    [Range(1, 512, ErrorMessage = Between)]
    public int? Threads { get; set; }

    /// <summary>Tokens of prompt and answer together.</summary>
    [Range(2, 1 << 20, ErrorMessage = Between)]
    public int? MaxContextLength { get; set; }

    /// <summary>Answers that are computed together.</summary>
    [Range(1, 256, ErrorMessage = Between)]
    public int? MaxSequences { get; set; }

    /// <summary>Memory for keys and values of running answers, for each model.</summary>
    [Range(1, MostMegabytes, ErrorMessage = Between)]
    public int? KeyValueMegabytes { get; set; }

    /// <summary>Memory for prompts and answers that may be used again, for each model; 0 keeps none.</summary>
    [Range(0, MostMegabytes, ErrorMessage = Between)]
    public int? PrefixCacheMegabytes { get; set; }

    /// <summary>Longest pause of running answers while a new prompt is read.</summary>
    [Range(1, 60_000, ErrorMessage = Between)]
    public int? StallBudgetMs { get; set; }

    /// <summary>Requests that may wait for each model.</summary>
    [Range(1, 100_000, ErrorMessage = Between)]
    public int? QueueCapacity { get; set; }

    /// <summary>What the decoder takes; only for options that are valid.</summary>
    public DecodingOptions ToDecoding()
    {
        var defaults = new DecodingOptions();
        return defaults with
        {
            Provider = string.IsNullOrEmpty(Provider) ? defaults.Provider : Enum.Parse<ExecutionProvider>(Provider, ignoreCase: true),
            DeviceId = DeviceId ?? defaults.DeviceId,
            Threads = Threads ?? defaults.Threads,
            MaxContextLength = MaxContextLength ?? defaults.MaxContextLength,
            MaxSequences = MaxSequences ?? defaults.MaxSequences,
            KeyValueBytes = KeyValueMegabytes is { } keyValues ? Bytes(keyValues) : defaults.KeyValueBytes,
            PrefixCacheBytes = PrefixCacheMegabytes is { } prefixes ? Bytes(prefixes) : defaults.PrefixCacheBytes,
            StallBudget = StallBudgetMs is { } stall ? TimeSpan.FromMilliseconds(stall) : defaults.StallBudget,
            QueueCapacity = QueueCapacity ?? defaults.QueueCapacity,
        };
    }

    private static long Bytes(int megabytes) => (long)megabytes << 20;
}

using Microsoft.ML.Tokenizers;

namespace LatencyPortal.Gateway.Prompts.Tokens;

/// <summary>
/// OpenAI's o200k_base, exact for its models since GPT-4o. Others write the same text in some 10 to 40 % more or fewer tokens: for them the
/// count is an estimate, and said to be one. Markers of messages, some four a message, are not in it.
/// </summary>
public sealed class O200kCounter : TokenCounter
{
    // Reading the vocabulary takes a few hundred milliseconds: once, when it is first needed.
    private static readonly Lazy<TiktokenTokenizer> Encoding = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    /// <summary>The one counter.</summary>
    public static O200kCounter Instance { get; } = new();

    private O200kCounter()
    {
    }

    /// <inheritdoc />
    public override string Name => "o200k_base";

    /// <summary>The ids of a text.</summary>
    internal static IReadOnlyList<int> Encode(string text) => Encoding.Value.EncodeToIds(text);

    /// <inheritdoc />
    public override int[] Count(IReadOnlyList<string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var counts = new int[parts.Count];
        if (parts.Count == 0)
            return counts;
        var text = string.Concat(parts);
        var (part, end) = (0, parts[0].Length);
        foreach (var token in Encoding.Value.EncodeToTokens(text, out _, considerPreTokenization: true, considerNormalization: false))
        {
            while (token.Offset.Start.Value >= end && part < parts.Count - 1)
                end += parts[++part].Length;
            counts[part]++;
        }

        return counts;
    }
}

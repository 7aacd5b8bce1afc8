using System.Buffers;

namespace LatencyPortal.Gateway.Output;

/// <summary>
/// Finds where a model went on past the natural end of its answer, by the first of three signs: a control token of a chat template
/// written out as text; a turn of the user that the model began by itself; an end that repeats itself, see <see cref="RepeatedTail"/>.
/// Rather too few than too many: what stands in code or is quoted is meant to be there, and so is a dialogue that is announced (by a
/// colon or a heading before its first turn) or that the answer is from its first line on. One pass over the text.
/// </summary>
internal static class StopFinder
{
    /// <summary>Stands for a stop sequence where the end repeats itself: no fixed text would have stopped that.</summary>
    public const string Repetition = "repetition";

    private const string Fence = "```";
    private const string EndOfSentence = "</s>";
    private const int LongestLabel = 20;

    /// <summary>Tokens that end or begin a turn in the templates of ChatML, Llama, Phi, Gemma, Zephyr, Mistral and GPT-2.</summary>
    private static readonly string[] ControlTokens =
    [
        "<|im_end|>", "<|im_start|>", "<|eot_id|>", "<|eom_id|>", "<|start_header_id|>", "<|end_of_text|>", "<|endoftext|>",
        "<|end|>", "<|user|>", "<|assistant|>", "<end_of_turn>", "<start_of_turn>", EndOfSentence, "[INST]",
    ];

    /// <summary>How base models and small ones begin the next turn of the user.</summary>
    private static readonly string[] Turns =
    [
        "\nUser:", "\nHuman:", "\nQuestion:", "\n### Instruction:", "\n### Human:", "\n### User:", "\n### Question:", "\n### Input:",
    ];

    private static readonly string[] All = [.. ControlTokens, .. Turns];
    private static readonly SearchValues<string> Any = SearchValues.Create(All, StringComparison.Ordinal);

    /// <summary>All stop sequences that can be found.</summary>
    public static IReadOnlyList<string> Known => All;

    /// <summary>The first place where the answer could have ended; <see langword="null"/> when it ended where it should.</summary>
    public static StopFinding? Find(ReadOnlySpan<char> text)
    {
        var marker = FindMarker(text);
        var repeated = RepeatedTail.Find(text);
        var found = repeated is { } end && !(marker?.End <= end) ? new StopFinding(Repetition, end) : marker;
        return found is { } stop && !text[stop.End..].IsWhiteSpace() ? found : null;
    }

    private static StopFinding? FindMarker(ReadOnlySpan<char> text)
    {
        var dialogue = BeginsWithLabel(text);
        var (fences, counted) = (0, 0);
        for (var from = 0; text[from..].IndexOfAny(Any) is >= 0 and var skipped;)
        {
            var at = from + skipped;
            from = at + 1;
            fences += text[counted..at].Count(Fence);
            counted = at;
            if (fences % 2 == 1)
                continue;
            var marker = At(text[at..]);
            if (marker[0] == '\n')
            {
                dialogue |= IsAnnounced(text[..at]);
                if (!dialogue)
                    return new StopFinding(marker, at + marker.Length);
            }
            else if (!IsQuoted(text[..at], marker))
            {
                return new StopFinding(marker, at + marker.Length);
            }
        }

        return null;
    }

    private static string At(ReadOnlySpan<char> text)
    {
        foreach (var marker in All)
        {
            if (text.StartsWith(marker, StringComparison.Ordinal))
                return marker;
        }

        throw new InvalidOperationException("No marker stands where one was found.");
    }

    /// <summary>As in inline code, or in HTML that strikes text through.</summary>
    private static bool IsQuoted(ReadOnlySpan<char> before, string marker) =>
        before is [.., '`' or '"' or '\'' or '“'] || (marker == EndOfSentence && before.Contains("<s>", StringComparison.Ordinal));

    /// <summary>Whether what stands before a turn leads to it; nothing before it does too.</summary>
    private static bool IsAnnounced(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd();
        var line = before[(before.LastIndexOf('\n') + 1)..].TrimStart();
        return line.IsEmpty || line[0] == '#' || line[^1] == ':' || line.EndsWith(":**", StringComparison.Ordinal);
    }

    /// <summary>Whether the answer begins with the name of a speaker, as in <c>Agent: Hello</c>.</summary>
    private static bool BeginsWithLabel(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        var colon = text[..Math.Min(text.Length, LongestLabel + 1)].IndexOf(':');
        return colon > 0 && !text[..colon].ContainsAny(" \n");
    }
}

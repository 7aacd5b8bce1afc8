using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.Text;

/// <summary>Reads how a text is split into words.</summary>
internal static class PreTokenizerReader
{
    /// <summary>GPT-2's split, which a ByteLevel pre-tokenizer applies when <c>use_regex</c> is not false.</summary>
    private const string GptPattern =
        @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>The steps, in order, and whether words are spelled in bytes after them.</summary>
    public static (List<IPreTokenizer> Steps, bool ByteLevel) Read(JsonFile file)
    {
        var steps = new List<IPreTokenizer>();
        var byteLevel = false;
        if (TokenizerPart.Find(file, "pre_tokenizer", "pre-tokenizer") is not { } whole)
            return (steps, byteLevel);
        foreach (var part in whole.Flatten("pretokenizers"))
        {
            if (byteLevel)
                throw part.Fault("stands after ByteLevel; this is not supported.");
            byteLevel = part.Type == "ByteLevel";
            steps.AddRange(Read(part));
        }

        return (steps, byteLevel);
    }

    private static List<IPreTokenizer> Read(TokenizerPart part)
    {
        switch (part.Type)
        {
            case "ByteLevel":
                return ReadByteLevel(part);
            case "Split":
                return [new PatternSplit(part.RequirePattern(), ReadBehavior(part), part.IsTrue("invert"))];
            case "Digits":
                var behavior = part.IsTrue("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous;
                return [new PatternSplit(part.Compile(@"\p{N}").Find, behavior, invert: false)];
            case "Punctuation":
                return [new PatternSplit(part.Compile(@"[\p{P}$+<=>^`|~]").Find, ReadBehavior(part), invert: false)];
            case "Metaspace":
                return [new Metaspace(ReadMark(part), ReadScheme(part), part.IsTrue("split", otherwise: true))];
            default:
                throw part.Unsupported();
        }
    }

    private static List<IPreTokenizer> ReadByteLevel(TokenizerPart part)
    {
        var steps = new List<IPreTokenizer>();
        // The library's default is true.
        if (part.IsTrue("add_prefix_space", otherwise: true))
            steps.Add(new PrefixSpace());
        if (part.IsTrue("use_regex", otherwise: true))
            steps.Add(new PatternSplit(part.Compile(GptPattern).Find, SplitBehavior.Isolated, invert: false));
        return steps;
    }

    private static SplitBehavior ReadBehavior(TokenizerPart part)
    {
        var name = part.FindText("behavior") ?? (part.Type == "Punctuation" ? "Isolated" : string.Empty);
        return Enum.GetNames<SplitBehavior>().Contains(name)
            ? Enum.Parse<SplitBehavior>(name)
            : throw part.Fault($"has the behavior \"{name}\"; this is not supported.");
    }

    /// <summary>The mark for spaces of a Metaspace component.</summary>
    public static char ReadMark(TokenizerPart part) => part.RequireText("replacement") is { Length: 1 } mark
        ? mark[0]
        : throw part.Fault("has a \"replacement\" that is not one character.");

    /// <summary>Newer files name a scheme, older ones only say whether a mark is prepended.</summary>
    public static PrependScheme ReadScheme(TokenizerPart part) => part.FindText("prepend_scheme") switch
    {
        "always" => PrependScheme.Always,
        "first" => PrependScheme.First,
        "never" => PrependScheme.Never,
        null => part.IsTrue("add_prefix_space", otherwise: true) ? PrependScheme.Always : PrependScheme.Never,
        var other => throw part.Fault($"has the prepend scheme \"{other}\"; this is not supported."),
    };
}

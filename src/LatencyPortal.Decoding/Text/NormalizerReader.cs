using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.Text;

/// <summary>Reads what is done to a text before it is split.</summary>
internal static class NormalizerReader
{
    public static Func<string, string> Read(JsonFile file)
    {
        if (TokenizerPart.Find(file, "normalizer", "normalizer") is not { } normalizer)
            return text => text;
        var steps = normalizer.Flatten("normalizers").Select(Read).ToArray();
        return text => steps.Aggregate(text, (current, step) => step(current));
    }

    private static Func<string, string> Read(TokenizerPart part)
    {
        switch (part.Type)
        {
            case "NFC":
                return text => UnicodeNormalizer.Normalize(text, compatible: false, compose: true);
            case "NFD":
                return text => UnicodeNormalizer.Normalize(text, compatible: false, compose: false);
            case "NFKC":
                return text => UnicodeNormalizer.Normalize(text, compatible: true, compose: true);
            case "NFKD":
                return text => UnicodeNormalizer.Normalize(text, compatible: true, compose: false);
            case "Prepend":
                var prefix = part.RequireText("prepend");
                return text => text.Length == 0 ? text : prefix + text;
            case "Replace":
                var (wanted, content) = (part.RequireFixedPattern(), part.RequireText("content"));
                return text => text.Replace(wanted, content, StringComparison.Ordinal);
            case "Strip":
                var (left, right) = (part.IsTrue("strip_left"), part.IsTrue("strip_right"));
                return text =>
                {
                    text = left ? text.TrimStart() : text;
                    return right ? text.TrimEnd() : text;
                };
            default:
                throw part.Unsupported();
        }
    }
}

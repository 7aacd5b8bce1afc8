using System.Text.Json;
using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.Text;

/// <summary>Reads how tokens become text again.</summary>
internal static class DecoderReader
{
    public static TokenSpelling Read(JsonFile file, bool byteLevel)
    {
        var parts = TokenizerPart.Find(file, "decoder", "decoder")?.Flatten("decoders").ToList() ?? [];
        if (byteLevel != parts is [{ Type: "ByteLevel" }])
        {
            throw file.Fault(byteLevel
                ? "the decoder is not ByteLevel, as the pre-tokenizer is."
                : "the decoder is ByteLevel, but the pre-tokenizer is not.");
        }

        return byteLevel ? new TokenSpelling(true, false, [], 0) : ReadCharacters(file, parts);
    }

    private static TokenSpelling ReadCharacters(JsonFile file, List<TokenizerPart> parts)
    {
        // Without a decoder the library joins tokens with spaces, which is no language model's text.
        if (parts.Count == 0)
            throw file.Fault("the decoder is missing; spaces would be lost.");
        var replacements = new List<(string, string)>();
        var (fallback, fused, stripped) = (false, false, 0);
        foreach (var part in parts)
        {
            switch (part.Type)
            {
                case "Replace":
                    var (mark, text) = (part.RequireFixedPattern(), part.RequireText("content"));
                    if (fused && mark.Length > 1)
                        throw part.Fault("stands after Fuse; this is not supported.");
                    replacements.Add((mark, text));
                    break;
                case "Metaspace":
                    replacements.Add((PreTokenizerReader.ReadMark(part).ToString(), " "));
                    stripped = PreTokenizerReader.ReadScheme(part) == PrependScheme.Never ? 0 : 1;
                    break;
                case "ByteFallback":
                    fallback = true;
                    break;
                case "Fuse":
                    fused = true;
                    break;
                case "Strip":
                    stripped = ReadStrip(part, fused);
                    break;
                default:
                    throw part.Unsupported();
            }
        }

        return new TokenSpelling(false, fallback, replacements, stripped);
    }

    private static int ReadStrip(TokenizerPart part, bool fused)
    {
        if (!fused || part.FindText("content") != " " || Number("stop") != 0)
            throw part.Fault("strips other than spaces at the start of the whole text; this is not supported.");
        return Number("start");

        int Number(string name) => part.Json.TryGetProperty(name, out var value) &&
            value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0
                ? number
                : throw part.Fault($"has no count \"{name}\".");
    }
}

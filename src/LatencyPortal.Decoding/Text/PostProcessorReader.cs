using System.Text.Json;
using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.Text;

/// <summary>Reads the tokens that are put before a text. ByteLevel post-processors only move offsets.</summary>
internal static class PostProcessorReader
{
    public static List<int> ReadStart(JsonFile file)
    {
        var start = new List<int>();
        if (TokenizerPart.Find(file, "post_processor", "post-processor") is not { } whole)
            return start;
        foreach (var part in whole.Flatten("processors"))
        {
            if (part.Type == "TemplateProcessing")
                start.InsertRange(0, ReadTemplate(part));
            else if (part.Type != "ByteLevel")
                throw part.Unsupported();
        }

        return start;
    }

    private static List<int> ReadTemplate(TokenizerPart part)
    {
        if (!part.Json.TryGetProperty("single", out var single) || single.ValueKind != JsonValueKind.Array)
            throw part.Fault("has no list \"single\".");
        var start = new List<int>();
        var afterText = false;
        foreach (var piece in single.EnumerateArray())
        {
            if (piece.TryGetProperty("Sequence", out _))
                afterText = true;
            else if (afterText)
                // A prompt with an end would be answered by another text.
                throw part.Fault("puts tokens after the text; this is not supported.");
            else
                start.AddRange(ReadIds(part, piece));
        }

        return start;
    }

    private static IEnumerable<int> ReadIds(TokenizerPart part, JsonElement piece)
    {
        if (piece.TryGetProperty("SpecialToken", out var token) && token.TryGetProperty("id", out var name) &&
            part.Json.TryGetProperty("special_tokens", out var tokens) &&
            tokens.TryGetProperty(name.GetString()!, out var entry) &&
            entry.TryGetProperty("ids", out var ids) && ids.ValueKind == JsonValueKind.Array)
            return ids.EnumerateArray().Select(id => id.TryGetInt32(out var value) ? value : throw part.Fault("has an id that is no whole number."));
        throw part.Fault("has a piece that is neither a text nor a known special token.");
    }
}

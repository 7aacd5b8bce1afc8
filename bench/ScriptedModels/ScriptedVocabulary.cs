using System.Text.Json.Nodes;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.ScriptedModels;

/// <summary>The tiny models' tokenizer, widened with words that no text is encoded to but that a model can say.</summary>
internal static class ScriptedVocabulary
{
    public const int Size = 4096;

    public static readonly int FirstWord = TinyTokenizer.Size;

    public static int Words => Size - FirstWord;

    public static JsonObject Json()
    {
        var tokenizer = TinyTokenizer.Json();
        var vocabulary = tokenizer["model"]!["vocab"]!.AsObject();
        for (var word = FirstWord; word < Size; word++)
            vocabulary.Add($"Ġw{word}", word);
        return tokenizer;
    }
}

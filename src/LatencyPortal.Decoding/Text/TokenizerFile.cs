using System.Text.Json;
using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Reads a Hugging Face <c>tokenizer.json</c> with BPE, over bytes or with SentencePiece's space marks
/// over characters. A component that this reader does not know would silently give other token ids,
/// so it is refused.
/// </summary>
internal static class TokenizerFile
{
    public static Tokenizer Read(string path) => JsonFile.Read(path, Read);

    private static Tokenizer Read(JsonFile file)
    {
        CheckModel(file);
        var normalize = NormalizerReader.Read(file);
        var (split, byteLevel) = PreTokenizerReader.Read(file);
        var spelling = DecoderReader.Read(file, byteLevel);
        var added = ReadAddedTokens(file, normalize);
        var vocabulary = ReadVocabulary(file);
        var bytes = BuildBytes(file, vocabulary, added, spelling);
        var unknown = ReadUnknown(file, vocabulary);
        // Words must not become control tokens, neither whole nor by merges.
        var control = added.Where(token => token.Special).Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        var words = vocabulary.Where(token => !control.Contains(token.Key)).ToDictionary(StringComparer.Ordinal);
        var options = new BpeOptions(
            byteLevel,
            file.FindTrue("model.ignore_merges"),
            file.FindTrue("model.byte_fallback"),
            file.FindTrue("model.fuse_unk"),
            unknown);
        CheckCoverage(file, words, options);
        var model = new BpeModel(words, ReadMerges(file, vocabulary, control), options);
        return new Tokenizer(added, normalize, split, model, PostProcessorReader.ReadStart(file), bytes);
    }

    private static void CheckModel(JsonFile file)
    {
        if (TokenizerSettings.FindUnknownInFile(file.Root) is { } part)
            throw file.Fault($"the part \"{part}\" is not supported.");
        var model = file.Require("model", JsonValueKind.Object);
        if (file.FindString("model.type") is { } type && type != "BPE")
            throw file.Fault($"the tokenizer model is \"{type}\"; only BPE is supported.");
        if (TokenizerSettings.FindUnknownInModel(model) is { } setting)
            throw file.Fault($"\"model.{setting}\" is set; this is not supported.");
        foreach (var name in new[] { "dropout", "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (file.Find($"model.{name}") is { } value && value.ToString() is not ("" or "0" or "0.0"))
                throw file.Fault($"\"model.{name}\" is set; this is not supported.");
        }
    }

    private static Dictionary<string, int> ReadVocabulary(JsonFile file)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in file.Require("model.vocab", JsonValueKind.Object).EnumerateObject())
        {
            if (token.Value.ValueKind != JsonValueKind.Number || !token.Value.TryGetInt32(out var id) || id < 0)
                throw file.Fault($"\"model.vocab\" has no valid id for the token \"{token.Name}\".");
            vocabulary[token.Name] = id;
        }

        return vocabulary;
    }

    private static int? ReadUnknown(JsonFile file, Dictionary<string, int> vocabulary)
    {
        if (file.FindString("model.unk_token") is not { Length: > 0 } name)
            return null;
        return vocabulary.TryGetValue(name, out var id)
            ? id
            : throw file.Fault($"\"model.unk_token\" is \"{name}\", which is not in the vocabulary.");
    }

    /// <summary>No text may be lost: every byte has a token, or every character has at least the unknown one.</summary>
    private static void CheckCoverage(JsonFile file, Dictionary<string, int> vocabulary, BpeOptions options)
    {
        if (!options.ByteLevel && options.Unknown is not null)
            return;
        if (!options.ByteLevel && !options.ByteFallback)
            throw file.Fault("the model has neither bytes nor an unknown token; characters would be lost.");
        for (var value = 0; value < 256; value++)
        {
            var name = options.ByteLevel ? ByteAlphabet.SymbolOf((byte)value).ToString() : $"<0x{value:X2}>";
            if (!vocabulary.ContainsKey(name))
            {
                throw file.Fault(
                    $"\"model.vocab\" has no token for the byte 0x{value:X2}; it is not a byte-level vocabulary, nor one with all bytes.");
            }
        }
    }

    private static BpeMerges ReadMerges(JsonFile file, Dictionary<string, int> vocabulary, HashSet<string> control)
    {
        var table = new Dictionary<(int, int), (int, int)>();
        var rank = -1;
        foreach (var merge in file.Require("model.merges", JsonValueKind.Array).EnumerateArray())
        {
            rank++;
            // Older files write "a b", newer ones ["a", "b"].
            var parts = merge.ValueKind switch
            {
                JsonValueKind.String => merge.GetString()!.Split(' '),
                JsonValueKind.Array => [.. merge.EnumerateArray().Select(part => part.ToString())],
                _ => [],
            };
            if (parts.Length != 2 || !vocabulary.TryGetValue(parts[0], out var left) ||
                !vocabulary.TryGetValue(parts[1], out var right) || !vocabulary.TryGetValue(parts[0] + parts[1], out var merged))
                throw file.Fault($"merge {rank} of \"model.merges\" is not a pair of tokens of the vocabulary.");
            if (!control.Contains(parts[0]) && !control.Contains(parts[1]) && !control.Contains(parts[0] + parts[1]))
                table[(left, right)] = (rank, merged);
        }

        return new BpeMerges(table);
    }

    private static List<AddedToken> ReadAddedTokens(JsonFile file, Func<string, string> normalize)
    {
        var added = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        if (file.Find("added_tokens") is not { ValueKind: JsonValueKind.Array } tokens)
            return [];
        foreach (var json in tokens.EnumerateArray())
        {
            if (json.ValueKind != JsonValueKind.Object ||
                !json.TryGetProperty("content", out var content) || content.GetString() is not { Length: > 0 } name ||
                !json.TryGetProperty("id", out var number) || !number.TryGetInt32(out var id) || id < 0)
                throw file.Fault("\"added_tokens\" has an entry without content or id.");
            if (TokenizerSettings.FindUnknownInAddedToken(json) is { } setting)
                throw file.Fault($"the added token \"{name}\" has the setting \"{setting}\"; this is not supported.");
            var token = new AddedToken(
                name, id, IsTrue("special"), IsTrue("normalized"), IsTrue("lstrip"), IsTrue("rstrip"), IsTrue("single_word"));
            if (token is { Special: false, Normalized: true } && normalize(name) != name)
                throw file.Fault($"the added token \"{name}\" is looked for in another spelling (\"normalized\"); this is not supported.");
            added[name] = token;

            bool IsTrue(string option) => json.TryGetProperty(option, out var value) && value.ValueKind == JsonValueKind.True;
        }

        return [.. added.Values];
    }

    private static TokenBytes BuildBytes(
        JsonFile file, Dictionary<string, int> vocabulary, List<AddedToken> added, TokenSpelling spelling)
    {
        if (added.FirstOrDefault(token => vocabulary.TryGetValue(token.Content, out var id) && id != token.Id) is { } other)
            throw file.Fault($"the added token \"{other.Content}\" has another id in \"model.vocab\".");
        var addedNames = added.Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        var words = vocabulary.Where(token => !addedNames.Contains(token.Key)).ToList();
        var ids = words.Select(token => token.Value).Concat(added.Select(token => token.Id)).ToList();
        // An id far beyond the number of tokens is damage, not a vocabulary: do not allocate for it.
        if (ids.Count == 0 || ids.Max() >= 2 * ids.Count || ids.Distinct().Count() != ids.Count)
            throw file.Fault("the token ids are not distinct, or not a dense range.");
        var bytes = new byte[ids.Max() + 1][];
        Array.Fill(bytes, []);
        foreach (var (token, id) in words)
            bytes[id] = spelling.BytesOf(token) ?? throw file.Fault($"the token \"{token}\" is not spelled in byte symbols.");
        // Added tokens are spelled as they are read, not in byte symbols.
        var plain = spelling with { ByteLevel = false };
        foreach (var token in added)
            bytes[token.Id] = token.Special ? [] : plain.BytesOf(token.Content)!;
        return new TokenBytes(bytes, spelling.StrippedSpaces);
    }
}

using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LatencyPortal.Decoding.Models;
using Microsoft.ML.Tokenizers;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// Reads a Hugging Face <c>tokenizer.json</c> with byte-level BPE. A component that this reader does
/// not know would silently give other token ids, so it is refused.
/// </summary>
internal static class TokenizerFile
{
    /// <summary>GPT-2's split, which a ByteLevel pre-tokenizer applies when <c>use_regex</c> is not false.</summary>
    private const string GptPattern =
        @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public static Tokenizer Read(string path) => JsonFile.Read(path, Read);

    private static Tokenizer Read(JsonFile file)
    {
        CheckModel(file);
        if (file.Find("normalizer") is { } normalizer)
            throw Unknown(file, "normalizer", normalizer);
        if (file.Find("decoder") is not { } decoder || TypeOf(decoder) != "ByteLevel")
            throw file.Fault("the decoder is not ByteLevel; only byte-level BPE is supported.");

        var added = ReadAddedTokens(file);
        var vocabulary = ReadVocabulary(file);
        foreach (var name in added.Keys)
            vocabulary.Remove(name);
        var bytes = BuildBytes(file, vocabulary, added);
        var merges = ReadMerges(file, vocabulary);
        var options = new BpeOptions(vocabulary)
        {
            ByteLevel = true,
            Merges = merges.Select(merge => $"{merge.Left} {merge.Right}"),
            PreTokenizer = new ScalarPreTokenizer(ReadPattern(file)),
        };
        try
        {
            return new Tokenizer(
                BpeTokenizer.Create(options),
                BuildLongWords(vocabulary, merges),
                added.ToDictionary(pair => pair.Key, pair => pair.Value.Id),
                bytes);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            throw ModelLoadException.InFile(file.Path, $"the vocabulary and the merges do not fit together: {e.Message}", e);
        }
    }

    private static void CheckModel(JsonFile file)
    {
        var model = file.Require("model", JsonValueKind.Object);
        if (file.FindString("model.type") is { } type && type != "BPE")
            throw file.Fault($"the tokenizer model is \"{type}\"; only byte-level BPE is supported.");
        foreach (var name in new[] { "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (file.Find($"model.{name}") is { } value && value.ToString().Length > 0)
                throw file.Fault($"\"model.{name}\" is set; this is not supported.");
        }

        foreach (var name in new[] { "byte_fallback", "ignore_merges", "fuse_unk" })
        {
            if (model.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True)
                throw file.Fault($"\"model.{name}\" is true; this is not supported.");
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

        for (var value = 0; value < 256; value++)
        {
            if (!vocabulary.ContainsKey(ByteAlphabet.SymbolOf((byte)value).ToString()))
                throw file.Fault($"\"model.vocab\" has no token for the byte 0x{value:X2}; it is not a byte-level vocabulary.");
        }

        return vocabulary;
    }

    private static LongWordBpe BuildLongWords(Dictionary<string, int> vocabulary, List<(string Left, string Right)> merges)
    {
        var table = new Dictionary<(int, int), (int, int)>(merges.Count);
        foreach (var (left, right) in merges)
            table.TryAdd((vocabulary[left], vocabulary[right]), (table.Count, vocabulary[left + right]));
        return new LongWordBpe(
            [.. Enumerable.Range(0, 256).Select(value => vocabulary[ByteAlphabet.SymbolOf((byte)value).ToString()])], table);
    }

    private static List<(string Left, string Right)> ReadMerges(JsonFile file, Dictionary<string, int> vocabulary)
    {
        var merges = new List<(string, string)>();
        foreach (var merge in file.Require("model.merges", JsonValueKind.Array).EnumerateArray())
        {
            // Older files write "a b", newer ones ["a", "b"].
            var parts = merge.ValueKind switch
            {
                JsonValueKind.String => merge.GetString()!.Split(' '),
                JsonValueKind.Array => [.. merge.EnumerateArray().Select(part => part.ToString())],
                _ => [],
            };
            if (parts.Length != 2 || parts.Any(part => !vocabulary.ContainsKey(part)) ||
                !vocabulary.ContainsKey(parts[0] + parts[1]))
                throw file.Fault($"merge {merges.Count} of \"model.merges\" is not a pair of tokens of the vocabulary.");
            merges.Add((parts[0], parts[1]));
        }

        return merges;
    }

    private static Dictionary<string, (int Id, bool Special)> ReadAddedTokens(JsonFile file)
    {
        var added = new Dictionary<string, (int, bool)>(StringComparer.Ordinal);
        if (file.Find("added_tokens") is not { ValueKind: JsonValueKind.Array } tokens)
            return added;
        foreach (var token in tokens.EnumerateArray())
        {
            if (token.ValueKind != JsonValueKind.Object ||
                !token.TryGetProperty("content", out var content) || content.GetString() is not { Length: > 0 } name ||
                !token.TryGetProperty("id", out var number) || !number.TryGetInt32(out var id) || id < 0)
                throw file.Fault("\"added_tokens\" has an entry without content or id.");
            foreach (var option in new[] { "lstrip", "rstrip", "single_word" })
            {
                if (IsTrue(token, option))
                    throw file.Fault($"the added token \"{name}\" sets \"{option}\"; this is not supported.");
            }

            added[name] = (id, IsTrue(token, "special"));
        }

        return added;
    }

    private static Regex ReadPattern(JsonFile file)
    {
        var element = file.Find("pre_tokenizer")
            ?? throw file.Fault("the pre-tokenizer is missing; spaces would be lost.");
        if (TypeOf(element) == "ByteLevel")
        {
            RefusePrefixSpace(file, element);
            return SplitsWords(element)
                ? Compile(file, GptPattern)
                : throw file.Fault("the ByteLevel pre-tokenizer has no pattern (\"use_regex\" is false); this is not supported.");
        }

        if (TypeOf(element) != "Sequence" || !element.TryGetProperty("pretokenizers", out var parts) ||
            parts.ValueKind != JsonValueKind.Array)
            throw Unknown(file, "pre-tokenizer", element);
        if (parts.GetArrayLength() != 2 || TypeOf(parts[0]) != "Split" || TypeOf(parts[1]) != "ByteLevel" ||
            SplitsWords(parts[1]))
            throw file.Fault("the pre-tokenizer is a sequence other than Split and ByteLevel; this is not supported.");
        RefusePrefixSpace(file, parts[1]);
        if (!parts[0].TryGetProperty("behavior", out var behavior) || behavior.ToString() != "Isolated" ||
            IsTrue(parts[0], "invert") ||
            !parts[0].TryGetProperty("pattern", out var pattern) || pattern.ValueKind != JsonValueKind.Object ||
            !pattern.TryGetProperty("Regex", out var regex))
            throw file.Fault("the Split pre-tokenizer is not an isolating pattern; this is not supported.");
        return Compile(file, regex.ToString());
    }

    private static Regex Compile(JsonFile file, string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.Compiled | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException e)
        {
            throw ModelLoadException.InFile(file.Path, $"the pre-tokenizer's pattern cannot be read: {e.Message}", e);
        }
    }

    private static void RefusePrefixSpace(JsonFile file, JsonElement byteLevel)
    {
        if (IsTrue(byteLevel, "add_prefix_space"))
            throw file.Fault("the pre-tokenizer sets \"add_prefix_space\"; this is not supported.");
    }

    private static bool SplitsWords(JsonElement byteLevel) =>
        !byteLevel.TryGetProperty("use_regex", out var flag) || flag.ValueKind != JsonValueKind.False;

    private static TokenBytes BuildBytes(
        JsonFile file,
        Dictionary<string, int> vocabulary,
        Dictionary<string, (int Id, bool Special)> added)
    {
        var ids = vocabulary.Values.Concat(added.Values.Select(token => token.Id)).ToList();
        // An id far beyond the number of tokens is damage, not a vocabulary: do not allocate for it.
        if (ids.Max() >= 2 * ids.Count || ids.Distinct().Count() != ids.Count)
            throw file.Fault("the token ids are not distinct, or not a dense range.");
        var bytes = new byte[ids.Max() + 1][];
        Array.Fill(bytes, []);
        foreach (var (token, id) in vocabulary)
        {
            bytes[id] = [.. token.Select(symbol => ByteAlphabet.TryGetByte(symbol, out var value)
                ? value
                : throw file.Fault($"the token \"{token}\" is not spelled in byte symbols."))];
        }

        foreach (var (name, token) in added)
            bytes[token.Id] = token.Special ? [] : Encoding.UTF8.GetBytes(name);
        return new TokenBytes(bytes);
    }

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? TypeOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out var type) ? type.ToString() : null;

    private static ModelLoadException Unknown(JsonFile file, string component, JsonElement element) =>
        file.Fault($"the {component} \"{TypeOf(element)}\" is not supported.");
}

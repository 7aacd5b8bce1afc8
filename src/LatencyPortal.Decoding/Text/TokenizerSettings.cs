using System.Collections.Frozen;
using System.Text.Json;

namespace LatencyPortal.Decoding.Text;

/// <summary>
/// The settings that the library behind <c>tokenizer.json</c> (Hugging Face's tokenizers) writes.
/// One that this reader passed over could change the token ids, so others are refused by name.
/// </summary>
internal static class TokenizerSettings
{
    // Truncation and padding shape batches of training; a prompt is never cut nor filled up here.
    private static readonly FrozenSet<string> File = Names(
        "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "model", "post_processor", "decoder");

    private static readonly FrozenSet<string> Model = Names(
        "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback",
        "ignore_merges", "vocab", "merges");

    private static readonly FrozenSet<string> AddedToken = Names(
        "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");

    /// <summary>By the component's type; a type that several roles have lists the settings of all.</summary>
    private static readonly FrozenDictionary<string, FrozenSet<string>> Components =
        new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
        {
            ["Sequence"] = Names("normalizers", "pretokenizers", "processors", "decoders"),
            ["NFC"] = Names(),
            ["NFD"] = Names(),
            ["NFKC"] = Names(),
            ["NFKD"] = Names(),
            ["Fuse"] = Names(),
            ["ByteFallback"] = Names(),
            ["Prepend"] = Names("prepend"),
            ["Replace"] = Names("pattern", "content"),
            ["Strip"] = Names("strip_left", "strip_right", "content", "start", "stop"),
            ["ByteLevel"] = Names("add_prefix_space", "trim_offsets", "use_regex"),
            ["Split"] = Names("pattern", "behavior", "invert"),
            ["Digits"] = Names("individual_digits"),
            ["Punctuation"] = Names("behavior"),
            // "str_rep" repeats "replacement" in files of older versions.
            ["Metaspace"] = Names("replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep"),
            ["TemplateProcessing"] = Names("single", "pair", "special_tokens"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The first setting of the file itself that is not known; null where there is none.</summary>
    public static string? FindUnknownInFile(JsonElement file) => FindUnknown(file, File);

    /// <summary>The same of the file's model.</summary>
    public static string? FindUnknownInModel(JsonElement model) => FindUnknown(model, Model);

    /// <summary>The same of one added token.</summary>
    public static string? FindUnknownInAddedToken(JsonElement token) => FindUnknown(token, AddedToken);

    /// <summary>The same of one component; null for types that are not known at all, which their reader refuses.</summary>
    public static string? FindUnknownInComponent(string type, JsonElement component) =>
        Components.TryGetValue(type, out var known) ? FindUnknown(component, known, "type") : null;

    /// <summary>Null says that a setting is not used.</summary>
    private static string? FindUnknown(JsonElement settings, FrozenSet<string> known, string? also = null)
    {
        foreach (var setting in settings.EnumerateObject())
        {
            if (setting.Value.ValueKind != JsonValueKind.Null && setting.Name != also && !known.Contains(setting.Name))
                return setting.Name;
        }

        return null;
    }

    private static FrozenSet<string> Names(params ReadOnlySpan<string> names) => FrozenSet.Create(StringComparer.Ordinal, names);
}

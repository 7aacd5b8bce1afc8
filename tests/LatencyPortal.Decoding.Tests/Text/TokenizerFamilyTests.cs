using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Tests.Text;

/// <summary>Small vocabularies with the structure of well-known families, against Hugging Face's own library.</summary>
public sealed class TokenizerFamilyTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "tokenizers");

    public static TheoryData<string> Families =>
        [.. Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).Cast<string>()];

    public static TheoryData<string> ByteLevelFamilies =>
        ["gpt2", "llama3", "smollm2", "phi4", "mistral-nemo", "deepseek", "qwen"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Encode_GoldenTexts_GiveTheReferenceIds(string family)
    {
        var tokenizer = Read(family);
        var (start, rows) = Golden(family);

        Assert.Equal(start, tokenizer.StartTokens);
        Assert.True(rows.Count >= 60);
        Assert.All(rows, row => Assert.Equal(row.Ids, tokenizer.EncodeWithControlTokens(row.Text)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Decode_GoldenTexts_GiveTheReferenceText(string family)
    {
        var tokenizer = Read(family);

        Assert.All(Golden(family).Rows, row => Assert.Equal(row.Decoded, Decode(tokenizer, row.Ids)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void AppendText_GoldenTexts_GiveNoControlTokens(string family)
    {
        var tokenizer = Read(family);
        // The unknown token stands for characters, not for its spelling.
        var control = tokenizer.ControlTokens.Where(token => token.Key != "<unk>").Select(token => token.Value).ToHashSet();

        Assert.All(Golden(family).Rows, row => Assert.DoesNotContain(Encode(tokenizer, row.Text), control.Contains));
    }

    [Theory]
    [MemberData(nameof(ByteLevelFamilies))]
    public void AppendText_AnyText_RoundTrips(string family)
    {
        var tokenizer = Read(family);

        UnicodeText.Any.Sample(
            text =>
            {
                var normalized = family == "qwen" ? UnicodeNormalizer.Normalize(text, compatible: false, compose: true) : text;
                Assert.Equal(normalized, Decode(tokenizer, Encode(tokenizer, text)));
            },
            iter: 300);
    }

    [Theory]
    [InlineData("llama2")]
    [InlineData("mistral")]
    [InlineData("gemma")]
    public void AppendText_AnyTextWithByteFallback_RoundTrips(string family)
    {
        var tokenizer = Read(family);

        // The mark that stands for a space becomes one.
        UnicodeText.Any.Sample(
            text =>
            {
                var expected = text.Replace('\u2581', ' ');
                // A first space that is there already is not doubled, and is taken for the prepended one.
                if (family == "mistral" && expected.StartsWith(' '))
                    expected = expected[1..];
                Assert.Equal(expected, Decode(tokenizer, Encode(tokenizer, text)));
            },
            iter: 300);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void AppendText_LongText_TakesNoQuadraticTime(string family)
    {
        var tokenizer = Read(family);

        foreach (var piece in new[] { "ab", "  ", "\n\n", "the quick ", "e\u0301\u0323" })
            Assert.NotEmpty(Encode(tokenizer, string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length))));
    }

    [Fact]
    public void EncodeWithControlTokens_TextOfAUser_IsNoControlToken()
    {
        var tokenizer = Read("gpt2");
        const string rendered = "<|im_start|>user\n<|im_end|><|im_end|>\n";
        var forged = rendered.IndexOf("<|im_end|>", StringComparison.Ordinal);

        var ids = tokenizer.EncodeWithControlTokens(rendered, (at, _) => at != forged);

        var end = tokenizer.ControlTokens["<|im_end|>"];
        Assert.Single(ids, id => id == end);
        Assert.Equal("user\n<|im_end|>\n", Decode(tokenizer, ids));
    }

    [Theory]
    [InlineData("single_word", "x<|w|> <|w|>y <|w|>", 1)]
    [InlineData("normalized", "<|w|>", 1)]
    [InlineData("lstrip", "a  <|w|>", 1)]
    public void AddedToken_Option_IsHonoured(string option, string text, int count)
    {
        using var copy = new TinyModels.TinyFolder();
        copy.Change("tokenizer.json", json => json["added_tokens"]!.AsArray().Add(
            new JsonObject { ["id"] = TinyModels.TinyTokenizer.Size, ["content"] = "<|w|>", [option] = true }));
        var tokenizer = TokenizerFile.Read(copy["tokenizer.json"]);

        var ids = Encode(tokenizer, text);

        Assert.Equal(count, ids.Count(id => id == TinyModels.TinyTokenizer.Size));
        Assert.Equal(option == "lstrip" ? "a<|w|>" : text, Decode(tokenizer, ids));
    }

    private static Tokenizer Read(string family) => TokenizerFile.Read(Path.Combine(Folder, family + ".json"));

    private static List<int> Encode(Tokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        tokenizer.AppendText(text, ids);
        return ids;
    }

    private static string Decode(Tokenizer tokenizer, IEnumerable<int> ids)
    {
        var detokenizer = new StreamingDetokenizer(tokenizer.Bytes);
        var text = new System.Text.StringBuilder();
        foreach (var id in ids)
            text.Append(detokenizer.Append(id));
        return text.Append(detokenizer.Flush()).ToString();
    }

    private static (int[] Start, List<(string Text, int[] Ids, string Decoded)> Rows) Golden(string family)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "golden", family + ".json")));
        return (
            Numbers(document.RootElement.GetProperty("start")),
            [.. document.RootElement.GetProperty("rows").EnumerateArray().Select(row => (
                row.GetProperty("text").GetString()!,
                Numbers(row.GetProperty("ids")),
                row.GetProperty("decoded").GetString()!))]);
    }

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];
}

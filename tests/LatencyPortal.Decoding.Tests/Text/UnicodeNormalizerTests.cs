using System.Text.Json;
using CsCheck;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Tests.Text;

public sealed class UnicodeNormalizerTests
{
    [Fact]
    public void Normalize_GoldenTexts_GivesTheReferenceForms()
    {
        var rows = JsonSerializer.Deserialize<string[][]>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "tokenizers", "golden", "normalization.json")))!;

        Assert.Equal(600, rows.Length);
        Assert.All(rows, row => Assert.Equal(row[1..], Forms(row[0])));
    }

    [Fact]
    public void Normalize_AnyText_IsStableAndFormsAgree() => UnicodeText.Any.Sample(text =>
    {
        var forms = Forms(text);

        Assert.Equal(forms[0], Forms(forms[1])[0]);
        Assert.Equal(forms[1], Forms(forms[0])[1]);
        Assert.Equal(forms[2], Forms(forms[3])[2]);
        Assert.Equal(forms[3], Forms(forms[2])[3]);
    });

    [Fact]
    public void Normalize_ManyMarksInTheWrongOrder_TakesNoQuadraticTime()
    {
        var marks = string.Concat(Enumerable.Repeat("\u0301\u0323", 200_000));

        Assert.Equal(400_000, UnicodeNormalizer.Normalize("q" + marks, compatible: false, compose: true).Length - 1);
    }

    private static string[] Forms(string text) =>
    [
        UnicodeNormalizer.Normalize(text, compatible: false, compose: true),
        UnicodeNormalizer.Normalize(text, compatible: false, compose: false),
        UnicodeNormalizer.Normalize(text, compatible: true, compose: true),
        UnicodeNormalizer.Normalize(text, compatible: true, compose: false),
    ];
}

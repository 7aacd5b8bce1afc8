using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using LatencyPortal.Decoding.Constraints;

namespace LatencyPortal.Decoding.Tests.Constraints;

public sealed class PatternTests
{
    private static readonly Gen<string> AnyPattern = Gen.Int[0, int.MaxValue].Select(seed => Make(new Random(seed), 3));

    private static readonly Gen<string> AnyText =
        Gen.Int[0, 8].Select(index => "abc19_ -\n"[index]).Array[0, 8].Select(symbols => new string(symbols));

    [Fact]
    public void Accepts_AnyPattern_WhatARegularExpressionMatches() =>
        Gen.Select(AnyPattern, Gen.Bool, Gen.Bool, AnyText.Array[20]).Sample(
            (pattern, starts, ends, texts) =>
            {
                // In .NET a $ also matches before a last line break; in JSON Schema it does not.
                var whole = $"{(starts ? "^" : "")}({pattern})";
                var regex = new Regex(whole + (ends ? @"\z" : ""));
                var constraint = ConstraintFollower.Compile(
                    new JsonObject { ["type"] = "string", ["pattern"] = whole + (ends ? "$" : "") }.ToJsonString());
                foreach (var text in texts)
                    Assert.Equal((text, regex.IsMatch(text)), (text, constraint.Accepts(JsonSerializer.Serialize(text))));
            },
            iter: 200);

    [Theory]
    [InlineData(@"^[^\d\s]\x41\u00e9\u{1F600}\/$", "xAé😀/", true)]
    [InlineData(@"^.$", "😀", true)]
    [InlineData(@"^.$", "ab", false)]
    [InlineData(@"^\W\D\S$", "-a1", true)]
    [InlineData(@"^[\-a-c\]]+$", "-]b", true)]
    [InlineData(@"^a{2}?b+?c*?$", "aab", true)]
    [InlineData(@"^(?:a|(?<n>b))$", "b", true)]
    [InlineData(@"((?:.|.)){1,2}[^a\s](.)?(?:[ab1]|.)", @"a 99\n", true)]
    [InlineData(@"^ab|cd$", "abx", true)]
    [InlineData(@"^ab|cd$", "xcd", true)]
    [InlineData(@"^ab|cd$", "xab", false)]
    public void Accepts_APattern_WhatItMeans(string pattern, string text, bool expected) =>
        Assert.Equal(expected, ConstraintFollower.Compile(
            new JsonObject { ["type"] = "string", ["pattern"] = pattern }.ToJsonString()).Accepts($"\"{text}\""));

    [Theory]
    [InlineData(@"a**")]
    [InlineData(@"*")]
    [InlineData(@"a{2,1}")]
    [InlineData(@"a{x}")]
    [InlineData(@"a{9999}")]
    [InlineData(@"[b-a]")]
    [InlineData(@"[\w-z]")]
    [InlineData(@"[a")]
    [InlineData(@"a)")]
    [InlineData(@"a\")]
    [InlineData(@"\1")]
    [InlineData(@"\bword")]
    [InlineData(@"\p{L}")]
    [InlineData(@"\u12")]
    [InlineData(@"\u{110000}")]
    [InlineData(@"a^")]
    [InlineData(@"^a$b$")]
    [InlineData(@"(a$)")]
    [InlineData(@"(?i:a)")]
    [InlineData(@"(?<!a)")]
    public void Parse_WhatIsNotSupported_IsRefused(string pattern) =>
        Assert.Throws<FormatException>(() => PatternParser.Parse(pattern));

    private static string Make(Random random, int depth) => random.Next(depth > 0 ? 9 : 4) switch
    {
        0 => "a",
        1 => "[ab1]",
        2 => @"\d",
        3 => ".",
        4 => Make(random, depth - 1) + Make(random, depth - 1),
        5 => $"(?:{Make(random, depth - 1)}|{Make(random, depth - 1)})",
        6 => $"({Make(random, depth - 1)})*",
        7 => $"({Make(random, depth - 1)}){{1,2}}",
        _ => $"[^a\\s]({Make(random, depth - 1)})?",
    };
}

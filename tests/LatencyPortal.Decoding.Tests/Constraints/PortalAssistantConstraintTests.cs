using System.Text;
using LatencyPortal.Decoding.Constraints;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Tests.Constraints;

/// <summary>Constraints over the vocabulary of the model that the portal ships.</summary>
public sealed class PortalAssistantConstraintTests
{
    private static readonly Tokenizer Tokenizer =
        TokenizerFile.Read(Path.Combine(AppContext.BaseDirectory, "portal-assistant", "tokenizer.json"));

    private static readonly ConstraintVocabulary Vocabulary = new(Tokenizer.Bytes, Tokenizer.ControlTokens.Values.Take(1));

    [Fact]
    public void Advance_WhatTheTokenizerMakes_IsAllowed()
    {
        const string schema = """{"properties":{"answer":{"type":"string"},"sources":{"type":"array","items":{"type":"string","format":"date"}}},"required":["answer"]}""";
        var ids = new List<int>();
        Tokenizer.AppendText("{\n  \"answer\": \"A “quoted” word, naïve 😀\\n\",\n  \"sources\": [\"2026-11-23\", \"2024-02-29\"]\n}", ids);
        var state = JsonConstraint.Compile(schema, Vocabulary).Start();

        Assert.All(ids, id => Assert.True(state.Advance(id)));
        Assert.True(state.IsComplete);
        Assert.True(state.TryGetForced(out var end));
        Assert.Equal(Vocabulary.EndTokens[0], end);
    }

    [Fact]
    public void Sample_FromNoise_GivesJsonThatFits()
    {
        const string schema = """
            {"type":"object","properties":{"name":{"type":"string","maxLength":12},"count":{"type":"integer"},"kind":{"enum":["alpha","beta"]}},"required":["name","count","kind"],"additionalProperties":false}
            """;
        var constraint = JsonConstraint.Compile(schema, Vocabulary);
        var sampler = new Sampler(Tokenizer.VocabularySize);
        var mask = new TokenMask(Tokenizer.VocabularySize);
        var logits = new float[Tokenizer.VocabularySize];
        for (var seed = 0; seed < 30; seed++)
        {
            var state = constraint.Start();
            var bytes = new List<byte>();
            while (!state.HasEnded)
            {
                state.FillMask(mask);
                CounterNoise.Fill(seed, state.Length, logits);
                var token = sampler.Sample(logits, new SamplingOptions(1, 1, seed), null, mask, state.Length, out _);
                bytes.AddRange(Tokenizer.Bytes[token]);
                Assert.True(state.Advance(token));
            }

            Assert.True(new SchemaValidator(schema).IsValid(Encoding.UTF8.GetString([.. bytes])));
        }
    }

    [Fact]
    public void Constructor_AVocabularyWithoutAllBytes_IsRefusedWhenCompiling()
    {
        var letters = new ConstraintVocabulary(new TokenBytes([[], "a"u8.ToArray(), "{"u8.ToArray()]), [0]);

        Assert.Throws<SchemaException>(() => JsonConstraint.AnyObject(letters));
    }
}

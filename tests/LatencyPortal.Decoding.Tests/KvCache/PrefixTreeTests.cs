using CsCheck;
using LatencyPortal.Decoding.KvCache;
using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.Tests.KvCache;

public sealed class PrefixTreeTests
{
    private static readonly DecoderShape Shape = new()
    {
        Layers = 2,
        KeyValueHeads = 3,
        HeadSize = 4,
        ContextLength = 48,
        VocabularySize = 5,
        LastLogitsOnly = false,
    };

    /// <summary>Three tokens make shared beginnings and splits likely.</summary>
    private static readonly Gen<int[]> Sequences = Gen.Int[0, 2].Array[1, 20];

    private static readonly Gen<(string Salt, int[] Tokens, int[] Cuts, bool Logits)> Inserts = Gen.Select(
        Gen.Int[0, 1].Select(i => $"tenant {i}"), Sequences, Gen.Int[1, 19].Array[0, 3].Select(cuts => cuts.Order().ToArray()), Gen.Bool);

    [Fact]
    public void Insert_AnySequences_AreFoundWithTheirContentAndCountedExactly() =>
        Inserts.Array[1, 30].Sample(
            inserts =>
            {
                using var slab = new KvSlab(Shape, 2);
                using var tree = new PrefixTree(slab, long.MaxValue, PrefixTree.Allocate);
                var known = new HashSet<string>();
                var withLogits = new HashSet<string>();
                foreach (var (salt, tokens, cuts, logits) in inserts)
                {
                    Fill(slab, salt, tokens);
                    tree.Insert(salt, tokens, 0, cuts, logits ? [1f, 2f, 3f, 4f, 5f] : []);
                    for (var length = 1; length <= tokens.Length; length++)
                        known.Add(Key(salt, tokens[..length]));
                    if (logits)
                        withLogits.Add(Key(salt, tokens));
                }

                // Every distinct beginning is one token kept once.
                Assert.Equal((known.Count * slab.BytesPerToken) + (withLogits.Count * 5 * sizeof(float)), tree.Bytes);
                foreach (var (salt, tokens, _, _) in inserts)
                {
                    int[] asked = [.. tokens, 0, 1];
                    var match = tree.Find(salt, asked);
                    Assert.InRange(match.Length, tokens.Length, asked.Length);
                    Assert.Equal(withLogits.Contains(Key(salt, tokens)), tree.Find(salt, tokens).Logits is not null);
                    AssertRestores(slab, tree, salt, asked[..match.Length]);
                }

                Assert.Equal(0, tree.Find("nobody", [0, 1]).Length);
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Insert_OverABudget_KeepsWithinItAndWhatStaysIsRight() =>
        Inserts.Array[5, 60].Sample(
            inserts =>
            {
                using var slab = new KvSlab(Shape, 2);
                var budget = slab.BytesPerToken * 25;
                using var tree = new PrefixTree(slab, budget, PrefixTree.Allocate);
                foreach (var (salt, tokens, cuts, logits) in inserts)
                {
                    Fill(slab, salt, tokens);
                    tree.Insert(salt, tokens, 0, cuts, logits ? [1f, 2f, 3f, 4f, 5f] : []);
                    Assert.InRange(tree.Bytes, 0, budget);
                    var length = tree.Find(salt, tokens).Length;
                    if (length > 0)
                        AssertRestores(slab, tree, salt, tokens[..length]);
                }
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Insert_WhatIsUsedOften_OutlivesWhatIsNot()
    {
        using var slab = new KvSlab(Shape, 2);
        using var tree = new PrefixTree(slab, slab.BytesPerToken * 12, PrefixTree.Allocate);
        int[] often = [0, 0, 0, 0];
        Insert(often);
        for (var i = 0; i < 5; i++)
            tree.Restore("", often, 0, 1);

        Insert([1, 1, 1, 1]);
        Insert([2, 2, 2, 2]);
        Insert([2, 1, 2, 1]);

        Assert.Equal(4, tree.Find("", often).Length);
        Assert.Equal(1, tree.Stats.Evictions);
        Assert.Equal(0, tree.Find("", [1, 1, 1, 1]).Length);

        void Insert(int[] tokens)
        {
            Fill(slab, "", tokens);
            tree.Insert("", tokens, 0, [], []);
        }
    }

    private static string Key(string salt, int[] tokens) => $"{salt}:{string.Concat(tokens)}";

    /// <summary>Numbers that tell tensor, head, place and everything before it.</summary>
    private static float[] Content(string salt, int[] tokens)
    {
        var numbers = new List<float>();
        for (var stripe = 0; stripe < Shape.Layers * 2 * Shape.KeyValueHeads; stripe++)
        {
            for (var at = 0; at < tokens.Length; at++)
            {
                for (var i = 0; i < Shape.HeadSize; i++)
                    numbers.Add(((Key(salt, tokens[..(at + 1)]).GetHashCode(StringComparison.Ordinal) ^ (stripe * 7919) ^ i) & 0xFFFF));
            }
        }

        return [.. numbers];
    }

    private static void Fill(KvSlab slab, string salt, int[] tokens)
    {
        var content = Content(salt, tokens);
        using var buffer = new NativeBuffer(content.Length * sizeof(float));
        content.CopyTo(buffer.AsSpan<float>(content.Length));
        slab.Import(0, 0, tokens.Length, buffer, tokens.Length);
    }

    private static void AssertRestores(KvSlab slab, PrefixTree tree, string salt, int[] tokens)
    {
        tree.Restore(salt, tokens, 0, 1);
        var expected = Content(salt, tokens);
        using var buffer = new NativeBuffer(expected.Length * sizeof(float));
        slab.Export(1, 0, tokens.Length, buffer);
        Assert.Equal(expected, buffer.AsSpan<float>(expected.Length).ToArray());
    }
}

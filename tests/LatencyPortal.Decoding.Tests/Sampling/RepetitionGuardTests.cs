using CsCheck;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

public sealed class RepetitionGuardTests
{
    [Fact]
    public void Push_ABlockForEver_EndsAtItsLimit() =>
        Gen.Select(Gen.Int[1, RepetitionGuard.LongestBlock], Gen.Int[0, 1000].Array[0, 30]).Sample((block, before) =>
        {
            // All tokens of the block differ, so no shorter block repeats.
            var guard = new RepetitionGuard();
            Assert.DoesNotContain(true, before.Select(guard.Push));
            var pushed = 0;
            while (!guard.Push(2000 + (pushed++ % block)))
                Assert.InRange(pushed, 1, 1000);

            Assert.Equal(block + RepetitionGuard.Limit(block), pushed);
        });

    [Fact]
    public void Push_AnyTokens_IsTrueOnlyForARepetition() =>
        // Some blocks, each many times, with an error here and there.
        Gen.Select(Gen.Int[0, 3].Array[1, 9], Gen.Int[1, 40]).Array[1, 6].Sample(blocks =>
        {
            var tokens = blocks.SelectMany(block => Enumerable.Repeat(block.Item1, block.Item2).SelectMany(part => part)).ToArray();
            var guard = new RepetitionGuard();
            for (var at = 0; at < tokens.Length; at++)
            {
                var expected = Enumerable.Range(1, RepetitionGuard.LongestBlock).Any(block =>
                    at >= block + RepetitionGuard.Limit(block) - 1 &&
                    Enumerable.Range(0, RepetitionGuard.Limit(block)).All(back => tokens[at - back] == tokens[at - back - block]));
                Assert.Equal(expected, guard.Push(tokens[at]));
            }
        },
        iter: 60);

    [Theory]
    [InlineData("table")]
    [InlineData("numbers")]
    [InlineData("zeros")]
    [InlineData("indentation")]
    [InlineData("rule")]
    [InlineData("chorus")]
    public void Push_WhatRepeatsOnPurpose_Passes(string kind)
    {
        // One token for each character: the case that repeats the most.
        var text = kind switch
        {
            "table" => string.Concat(Enumerable.Range(1, 200).Select(row => $"| {row} | yes | 0 |\n")),
            "numbers" => string.Concat(Enumerable.Range(1, 300).Select(number => $"{number}. \n")),
            "zeros" => string.Concat(Enumerable.Repeat("[0,0,0,0,0,0,0,0,0,0],\n", 10)),
            "indentation" => string.Concat(Enumerable.Range(1, 40).Select(level => $"{new string(' ', 2 * level)}if x{level}:\n")),
            "rule" => $"# Title\n{new string('-', 120)}\n{new string('=', 120)}\n",
            _ => string.Concat(Enumerable.Range(1, 8).Select(verse => $"Verse {verse}\n" + string.Concat(Enumerable.Repeat("Row, row, row your boat\n", 4)))),
        };
        var guard = new RepetitionGuard();

        Assert.DoesNotContain(true, text.Select(symbol => guard.Push(symbol)));
    }
}

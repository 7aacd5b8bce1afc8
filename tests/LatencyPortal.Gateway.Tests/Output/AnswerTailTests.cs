using CsCheck;
using LatencyPortal.Gateway.Output;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Output;

public sealed class AnswerTailTests
{
    [Fact]
    public void Close_TokensBehind_AreTheirShareOfTheCharacters()
    {
        var tail = new AnswerTail();
        tail.Add(new string('a', 50) + "b.");
        tail.Add("<|im_end|>");
        tail.Add(string.Concat(Enumerable.Range(0, 38)));

        // 66 of 128 characters.
        Assert.Equal(new StopAdvice("<|im_end|>", 52), tail.Close(100, null));
    }

    [Fact]
    public void Close_Reasoning_IsNotWasted()
    {
        var thought = new ChatResponseUpdate(ChatRole.Assistant, [new TextReasoningContent(new string('t', 100))]);
        var answer = new ChatResponseUpdate(ChatRole.Assistant, "1234567890.....<|eot_id|>" + "abcdefghijklmnopqrstuvwxy");
        var (counted, uncounted) = (new AnswerTail(), new AnswerTail());
        foreach (var tail in (AnswerTail[])[counted, uncounted])
        {
            tail.Add(thought);
            tail.Add(answer);
        }

        Assert.Equal(25, counted.Close(150, 100)?.Tokens); // half of the 50 that are not thoughts
        Assert.Equal(25, uncounted.Close(150, null)?.Tokens); // a sixth of all, by length
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)] // a twentieth of one token is none
    public void Close_NothingToSave_IsNothing(int? tokens)
    {
        var tail = new AnswerTail();
        tail.Add(string.Concat(Enumerable.Range(0, 100)) + "<|eot_id|>few more");

        Assert.Null(tail.Close(tokens, null));
    }

    [Fact]
    public void Close_InPieces_IsAsInOne() =>
        Gen.Select(OneOf.These("abc ", "d.", "\nUser:", "<|im_end|>", "\n\n").Array[0, 60], Gen.Int[1, 9]).Sample((parts, size) =>
        {
            var text = string.Concat(parts);
            var (whole, pieces) = (new AnswerTail(), new AnswerTail());
            whole.Add(text);
            for (var i = 0; i < text.Length; i += size)
                pieces.Add(text.AsSpan(i, Math.Min(size, text.Length - i)));

            Assert.Equal(whole.Close(1_000, null), pieces.Close(1_000, null));
        });

    [Theory]
    [InlineData(7)]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public void Close_LongerThanWhatIsKept_LooksAtItsEndAndCountsAll(int size)
    {
        var text = string.Concat(Enumerable.Range(0, 40_000)) + "<|im_end|>" + string.Concat(Enumerable.Range(0, 5_000)); // 188,900 + 10 + 18,890
        var tail = new AnswerTail();
        for (var i = 0; i < text.Length; i += size)
            tail.Add(text.AsSpan(i, Math.Min(size, text.Length - i)));

        var advice = tail.Close(text.Length, null);

        Assert.Equal(new StopAdvice("<|im_end|>", 18_890), advice);
    }
}

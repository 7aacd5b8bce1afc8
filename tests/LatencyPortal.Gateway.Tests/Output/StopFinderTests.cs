using CsCheck;
using LatencyPortal.Gateway.Output;

namespace LatencyPortal.Gateway.Tests.Output;

public sealed class StopFinderTests
{
    /// <summary>Words and line breaks without a marker, a fence or a repetition.</summary>
    private static readonly Gen<string> Prose = Gen.Int[0, 9999].Array[1, 200]
        .Select(numbers => string.Concat(numbers.Select((number, i) => number % 11 == 0 ? $"word{number}.\n" : $"word{number + i} ")));

    [Theory]
    [InlineData("The capital is Paris.\nUser: And of Spain?\nAssistant: Madrid.", "\nUser:", " And of Spain?\nAssistant: Madrid.")]
    [InlineData("Paris.\n\nHuman: thanks", "\nHuman:", " thanks")]
    [InlineData("Paris.\n\n### Instruction:\nWrite more.", "\n### Instruction:", "\nWrite more.")]
    [InlineData("Paris.<|im_end|>\n<|im_start|>user\nMore", "<|im_end|>", "\n<|im_start|>user\nMore")]
    [InlineData("Paris.</s><s>[INST] More", "</s>", "<s>[INST] More")]
    [InlineData("See `<|im_end|>` and then:<|eot_id|>more", "<|eot_id|>", "more")]
    [InlineData("Two\n```\nUser: in code\n```\nText.\nUser: hm", "\nUser:", " hm")]
    public void Find_WentOn_IsTheFirstPlaceToStop(string text, string stop, string behind)
    {
        var found = StopFinder.Find(text);

        Assert.Equal(stop, found?.Stop);
        Assert.Equal(behind, text[found!.Value.End..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("The capital is Paris.")]
    [InlineData("Paris.<|im_end|>")] // nothing was written behind it
    [InlineData("Paris.\nUser: \n")]
    [InlineData("Here is a dialogue:\n\nUser: Hi\nBot: Hello\nUser: Bye")]
    [InlineData("**Example:**\nUser: Hi\nBot: Hello")]
    [InlineData("## A dialogue\n\nUser: Hi\nBot: Hello")]
    [InlineData("Agent: Hello, how can I help?\nUser: My order is late.\nAgent: I see.")]
    [InlineData("Question: What is TTFT?\nAnswer: A wait.\nQuestion: And TPOT?\nAnswer: A pace.")]
    [InlineData("\nUser: stands first of all")]
    [InlineData("The template is\n```\n<|im_start|>user\nHi<|im_end|>\n```\nas you see.")]
    [InlineData("Llama ends a turn with `<|eot_id|>`, ChatML with \"<|im_end|>\" instead.")]
    [InlineData("<p><s>old</s> new</p>")]
    [InlineData("# Title\n\n### Questions\n\nSome text under a heading.")]
    public void Find_MeantToBeThere_IsNothing(string text) => Assert.Null(StopFinder.Find(text));

    [Fact]
    public void Find_TurnsThatRepeat_StopsAtTheFirstTurn() =>
        Assert.Equal("\nUser:", StopFinder.Find("Yes." + string.Concat(Enumerable.Repeat("\nUser: Is it so?\nAssistant: Yes.", 20)))?.Stop);

    [Fact]
    public void Find_AnyMarkerInProse_IsFoundWhereItStands() =>
        Gen.Select(Prose, OneOf.These(StopFinder.Known.ToArray()), Prose).Sample((before, marker, after) =>
        {
            before += "The end.";

            Assert.Equal(new StopFinding(marker, before.Length + marker.Length), StopFinder.Find(before + marker + after));
        });

    [Fact]
    public void Find_Prose_IsNothing() => Prose.Sample(text => Assert.Null(StopFinder.Find(text)));

    [Fact]
    public void Find_AnyText_LiesWithin() =>
        Gen.OneOf(OneOf.These(StopFinder.Known.ToArray()), OneOf.These("```", "`", "\n", " ", "a", "<s>", ":", "#", "\ud83d"), Gen.String).Array[0, 30].Sample(parts =>
        {
            var text = string.Concat(parts);
            if (StopFinder.Find(text) is not { } found)
                return;
            Assert.InRange(found.End, 1, text.Length - 1);
            Assert.True(found.Stop == StopFinder.Repetition || text.AsSpan(0, found.End).EndsWith(found.Stop, StringComparison.Ordinal));
        });
}

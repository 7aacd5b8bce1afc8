using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Scheduling;

/// <summary>A model that computes no numbers behind one of its tokens: whoever says it fails, and nobody else.</summary>
public sealed class PoisonedModelTests
{
    private static readonly int Poison = Letter('z');

    private static readonly TinyDecoder Healthy = new() { ContextLength = 512 };

    private static readonly DecodingOptions Plain = new() { MaxSequences = 8, PrefillChunk = 16 };

    [Theory]
    [InlineData(float.NaN, "Grouped")]
    [InlineData(float.PositiveInfinity, "Grouped")]
    [InlineData(float.NegativeInfinity, "Grouped")]
    [InlineData(float.NaN, "Concat")]
    public void Step_OneOfEightSaysIt_OnlyThatAnswerFails(float value, string attention)
    {
        // The others say the letters a to w over and over; after x and y comes z, which is poison.
        var script = TinyTokenizer.SpeakForever("abcdefghijklmnopqrstuvw");
        (script[Letter('x')], script[Letter('y')]) = (Letter('y'), Poison);
        var healthy = Healthy with { Script = script, Attention = Enum.Parse<TinyAttention>(attention) };
        using var together = new LoopFixture(healthy with { Poison = (Poison, value) }, options: Plain);
        using var alone = new LoopFixture(healthy, options: new DecodingOptions { MaxSequences = 1, PrefixCacheBytes = 0 });
        var others = "adgjmpt".Select(letter => LoopFixture.Ask([5, 6, Letter(letter)], 20, speculate: false)).ToArray();
        var expected = "adgjmpt".Select(letter => LoopFixture.Ask([5, 6, Letter(letter)], 20, speculate: false)).ToArray();
        var poisoned = LoopFixture.Ask([7, 8, Letter('x')], 20, speculate: false);

        together.RunAll([.. others[..3], poisoned, .. others[3..]]);
        alone.RunAll(expected);

        Assert.True(poisoned.IsOver);
        var error = Assert.IsType<DecodeFaultException>(poisoned.Completion.Exception!.InnerException);
        Assert.Contains("not numbers", error.Message, StringComparison.Ordinal);
        Assert.Equal("yz", poisoned.Text);
        Assert.Equal(expected.Select(answer => answer.Text), others.Select(answer => answer.Text));
    }

    [Fact]
    public void Leave_Poisoned_RowIsNotKept()
    {
        using var fixture = new LoopFixture(
            Healthy with { Poison = (Poison, float.NaN), Script = new Dictionary<int, int> { [Letter('x')] = Poison } }, options: Plain);
        int[] prompt = [.. Enumerable.Range(5, 20), Letter('x')];

        fixture.RunAll(LoopFixture.Ask(prompt, 20, speculate: false));
        var bytes = fixture.Loop.Prefixes.Bytes;
        var longer = LoopFixture.Ask([.. prompt, Poison, 9], 20, speculate: false);
        fixture.RunAll(longer);

        // The prompt was good and is kept; what came behind the poison is read anew, and fails anew.
        Assert.True(longer.IsOver && longer.Completion.IsFaulted);
        Assert.Equal(21, longer.Events[0].Usage.CachedTokens);
        Assert.Equal(bytes, fixture.Loop.Prefixes.Bytes);
    }

    [Fact]
    public void Step_PoisonInTheMiddleOfALongPrompt_IsNotKeptForWhoeverCancels()
    {
        using var fixture = new LoopFixture(Healthy with { Poison = (Poison, float.NaN) }, options: Plain);
        int[] prompt = [.. Enumerable.Range(5, 10), Poison, .. Enumerable.Range(5, 60)];
        using var cancellation = new CancellationTokenSource();
        var answer = LoopFixture.Ask(prompt, 20, cancellation: cancellation);

        fixture.Loop.Admit(answer.Job);
        fixture.Loop.Step();
        cancellation.Cancel();
        fixture.RunAll();

        Assert.True(answer.IsOver);
        Assert.Equal(0, fixture.Loop.Prefixes.Bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_DraftModelIsPoisoned_AnswersAsWithoutIt(bool penalty)
    {
        var script = TinyTokenizer.SpeakForever(TinyTokenizer.Alphabet);
        var model = Healthy with { Script = script };
        var options = new DecodingOptions { FixedDraft = 4, MaxSequences = 2 };
        var sampling = new LatencyPortal.Decoding.Sampling.SamplingOptions(0, 1, 1) { FrequencyPenalty = penalty ? 0.1 : 0 };
        using var fixture = new LoopFixture(model, model with { Poison = (Poison, float.NaN) }, options);
        int[] start = [TinyTokenizer.TurnStart, Letter('\n')];
        var fast = LoopFixture.Ask(start, 60, sampling: sampling);
        var plain = LoopFixture.Ask(start, 60, speculate: false, sampling: sampling);

        fixture.RunAll(fast);
        fixture.RunAll(plain);

        Assert.Equal(60, fast.Usage.OutputTokens);
        Assert.Equal(plain.Text, fast.Text);
        // It helped until it met the letter.
        Assert.InRange(fast.Usage.AcceptedTokens, 1, 30);
    }

    private static int Letter(char letter) => TinyTokenizer.Byte((byte)letter);
}

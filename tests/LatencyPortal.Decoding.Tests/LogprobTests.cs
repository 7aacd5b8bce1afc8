using System.Text;
using CsCheck;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Tests.TinyModels;
using LatencyPortal.Decoding.Text;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Tests;

/// <summary>Log probabilities and origins on their way out of the decoder.</summary>
public sealed class LogprobTests
{
    private const string Said = "Hi,\U0001F600 caf\u00E9!";

    private static readonly string[] Stops = ["e", "he", "th", "ab", "\uFFFD", ""];
    private static readonly TinyDecoder Speaker = new() { Script = TinyTokenizer.Speak(Said) };
    private static readonly TinyDecoder Endless = new() { Script = TinyTokenizer.SpeakForever(TinyTokenizer.Alphabet), ContextLength = 512 };

    private static CancellationToken Testing => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Generate_Logprobs_AreTheSoftmaxOfTheModel(bool speculate)
    {
        using var folder = new TinyFolder(new TinyDecoder { ContextLength = 256 });
        await using var model = folder.Load(new DecodingOptions { Threads = 1, FixedDraft = 4 });
        var request = Answers.Ask("hello") with
        {
            Temperature = 0.9,
            Seed = 5,
            MaxTokens = 60,
            TopLogprobs = 4,
            Speculate = speculate,
            LogitBias = new Dictionary<int, double> { [20] = 3, [TinyTokenizer.TurnEnd] = -100, [TinyTokenizer.EndOfText] = -100 },
            PresencePenalty = 1,
            RepetitionPenalty = 1.1,
        };

        var pieces = await model.PiecesAsync(request);

        var reported = pieces.SelectMany(piece => piece.Logprobs).ToList();
        Assert.Equal(60, reported.Count);
        var tokenizer = TokenizerFile.Read(folder["tokenizer.json"]);
        int[] prompt = [.. ChatTemplate.Read(folder.Path, tokenizer).Encode(request.Messages)];
        int[] tokens = [.. prompt, .. reported.Select(token => token.Chosen.Token)];
        var rows = Logits(folder, tokens);
        for (var i = 0; i < reported.Count; i++)
        {
            var row = rows[prompt.Length + i - 1];
            var total = Math.Log(row.Sum(logit => Math.Exp(logit)));
            Assert.Equal(row[reported[i].Chosen.Token] - total, reported[i].Chosen.Logprob, 1e-4);
            Assert.Equal(row.OrderDescending().Take(4).Select(logit => logit - total), reported[i].Top.Select(top => (double)top.Logprob), (a, b) => Math.Abs(a - b) < 1e-4);
            Assert.All(reported[i].Top, top => Assert.Equal(row[top.Token] - total, top.Logprob, 1e-4));
        }
    }

    [Fact]
    public async Task Generate_Logprobs_AreTheSameWithAndWithoutSpeculation()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load(new DecodingOptions { Threads = 1, FixedDraft = 5 });
        var request = Answers.Ask("hello") with { Temperature = 0.7, Seed = 2, MaxTokens = 220, TopLogprobs = 3 };

        var fast = await model.PiecesAsync(request);
        var plain = await model.PiecesAsync(request with { Speculate = false });

        Assert.True(fast[^1].Usage!.Value.AcceptedTokens > 50);
        var (expected, actual) = (plain.SelectMany(piece => piece.Logprobs).ToList(), fast.SelectMany(piece => piece.Logprobs).ToList());
        Assert.Equal(220, actual.Count);
        Assert.Equal(expected.Select(token => token.Chosen.Token), actual.Select(token => token.Chosen.Token));
        Assert.All(expected.Zip(actual), pair =>
        {
            Assert.Equal(pair.First.Chosen.Logprob, pair.Second.Chosen.Logprob, 1e-4f);
            Assert.Equal(pair.First.Top.Select(top => top.Token), pair.Second.Top.Select(top => top.Token));
        });
    }

    [Fact]
    public async Task Generate_PromptThatIsKnown_HasTheSameLogprobs()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load();
        var request = Answers.Ask("hello") with { MaxTokens = 5, TopLogprobs = 3 };

        var first = await model.PiecesAsync(request);
        var again = await model.PiecesAsync(request);

        Assert.Equal(again[0].Usage!.Value.InputTokens, again[^1].Usage!.Value.CachedTokens);
        Assert.Equal(
            first.SelectMany(piece => piece.Logprobs).SelectMany(token => token.Top),
            again.SelectMany(piece => piece.Logprobs).SelectMany(token => token.Top),
            (a, b) => a.Token == b.Token && Math.Abs(a.Logprob - b.Logprob) < 1e-4);
    }

    [Fact]
    public async Task Generate_Logprobs_SpellTheAnswer()
    {
        using var folder = new TinyFolder(Speaker);
        await using var model = folder.Load();

        var pieces = await model.PiecesAsync(Answers.Ask("hello") with { TopLogprobs = 1 });

        Assert.All(pieces, piece => Assert.Equal(piece.Tokens, piece.Logprobs.Count));
        var tokens = pieces.SelectMany(piece => piece.Logprobs).Select(token => token.Chosen).ToList();
        Assert.Equal(Said, Encoding.UTF8.GetString([.. tokens.SelectMany(token => token.Bytes.ToArray())]));
        Assert.Equal(["H", "i", ",", @"\xf0", @"\x9f", @"\x98", @"\x80"], tokens.Take(7).Select(token => token.Text));
        // The script makes each of them all but certain.
        Assert.All(tokens, token => Assert.InRange(token.Logprob, -0.01f, 0f));
    }

    [Fact]
    public async Task Generate_ControlTokenAmongTheLikeliest_IsSpelledWithoutBytes()
    {
        using var folder = new TinyFolder(Speaker);
        await using var model = folder.Load();

        var pieces = await model.PiecesAsync(Answers.Ask("hello") with
        {
            TopLogprobs = 1,
            MaxTokens = Encoding.UTF8.GetByteCount(Said) + 1,
            LogitBias = new Dictionary<int, double> { [TinyTokenizer.TurnEnd] = -100 },
        });

        var top = pieces.SelectMany(piece => piece.Logprobs).Last().Top[0];
        Assert.Equal((TinyTokenizer.TurnEnd, "<|im_end|>", 0), (top.Token, top.Text, top.Bytes.Length));
    }

    [Fact]
    public async Task Generate_NotAsked_ReportsNoLogprobs()
    {
        using var folder = new TinyFolder(Speaker);
        await using var model = folder.Load();

        Assert.All(await model.PiecesAsync(Answers.Ask("hello")), piece => Assert.Empty(piece.Logprobs));
    }

    [Theory]
    [InlineData("\U0001F600 c", 3)]
    [InlineData("Hi,", 0)]
    [InlineData("\u00E9!", 11)]
    [InlineData("absent", 14)]
    public async Task Generate_StopString_ReportsNoTokenThatItCuts(string stop, int reported)
    {
        using var folder = new TinyFolder(Speaker);
        await using var model = folder.Load();

        var pieces = await model.PiecesAsync(Answers.Ask("hello") with { Stop = [stop], TopLogprobs = 0 });

        var tokens = pieces.SelectMany(piece => piece.Logprobs).ToList();
        Assert.Equal(reported, tokens.Count);
        Assert.Equal(pieces.Text(), Encoding.UTF8.GetString([.. tokens.SelectMany(token => token.Chosen.Bytes.ToArray())]));
        Assert.All(tokens, token => Assert.Empty(token.Top));
    }

    [Fact]
    public async Task Generate_AnyAnswer_CoversTextAndTokensOnce()
    {
        using var folder = new TinyFolder();
        await using var model = folder.Load(new DecodingOptions { Threads = 1, FixedDraft = 3 });

        await Gen.Select(Gen.Long, Gen.Int[1, 40], Gen.Int[0, Stops.Length - 1].Select(i => Stops[i])).SampleAsync(
            async (seed, maxTokens, stop) =>
            {
                // Byte soup at a high temperature: mostly invalid UTF-8, tokens of several characters, control tokens.
                var pieces = await model.PiecesAsync(Answers.Ask("hello") with
                {
                    Temperature = 3,
                    Seed = seed,
                    MaxTokens = maxTokens,
                    Stop = stop.Length == 0 ? [] : [stop],
                    TopLogprobs = 0,
                });

                Assert.All(pieces, piece =>
                {
                    Assert.Equal(piece.Text.Length, piece.Runs.Sum(run => run.Characters));
                    Assert.Equal(piece.Tokens, piece.Runs.Sum(run => run.Tokens));
                });
                var usage = pieces[^1].Usage!.Value;
                Assert.Equal(usage.OutputTokens, pieces.Sum(piece => piece.Tokens));
                foreach (var origin in Enum.GetValues<TokenOrigin>())
                    Assert.Equal(Count(usage.Origins, origin), pieces.Sum(piece => piece.Runs.Where(run => run.Origin == origin).Sum(run => run.Tokens)));
                Assert.All(pieces[..^1], piece => Assert.Equal(piece.Tokens, piece.Logprobs.Count));
                var isCut = pieces[^1].Logprobs.Count < pieces[^1].Tokens;
                Assert.True(!isCut || stop.Length > 0);
            },
            iter: 100,
            threads: 2);
    }

    [Fact]
    public async Task Generate_TextHeldBack_KeepsTheOriginOfEachToken()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load(new DecodingOptions { Threads = 1, FixedDraft = 3 });
        var request = Answers.Ask("hello") with { MaxTokens = 200 };

        var free = await model.PiecesAsync(request);
        // All text that might become the stop string comes at once, when it does not.
        var held = await model.PiecesAsync(request with { Stop = [TinyTokenizer.Alphabet[..40] + "?"] });

        Assert.Contains(held, piece => piece.Tokens > 40 && piece.Runs.Count > 1);
        Assert.Equal(Origins(free), Origins(held));
        Assert.Contains(TokenOrigin.NGram, Origins(held));
        Assert.Equal(free[^1].Usage!.Value.Origins, held[^1].Usage!.Value.Origins);
    }

    [Fact]
    public async Task Generate_ForcedTokens_AreReportedWithTheModelsOwnOpinion()
    {
        using var folder = new TinyFolder(new TinyDecoder { ContextLength = 512 });
        await using var model = folder.Load(new DecodingOptions { Threads = 1, FixedDraft = 4 });
        var format = new JsonResponseFormat("""{"type": "object", "properties": {"kind": {"enum": ["the only answer"]}}, "required": ["kind"], "additionalProperties": false}""");

        var pieces = await model.PiecesAsync(Answers.Ask("hello") with { ResponseFormat = format, TopLogprobs = 1 });

        var tokens = pieces.SelectMany(piece => piece.Logprobs).ToList();
        Assert.Equal(pieces.Text(), Encoding.UTF8.GetString([.. tokens.SelectMany(token => token.Chosen.Bytes.ToArray())]));
        Assert.Contains(pieces, piece => piece.Runs.Any(run => run.Origin == TokenOrigin.Forced));
        Assert.True(pieces[^1].Usage!.Value.Origins.Forced > 10);
        // Without a choice the token is certain, but the model would have said something else.
        Assert.Contains(tokens, token => token.Chosen.Logprob < -1 && token.Top[0].Token != token.Chosen.Token);
    }

    private static List<TokenOrigin> Origins(List<DecodedPiece> pieces) =>
        [.. pieces.SelectMany(piece => piece.Runs).SelectMany(run => Enumerable.Repeat(run.Origin, run.Characters))];

    private static int Count(OriginCounts counts, TokenOrigin origin) => origin switch
    {
        TokenOrigin.Target => counts.Target,
        TokenOrigin.DraftModel => counts.DraftModel,
        TokenOrigin.NGram => counts.NGram,
        _ => counts.Forced,
    };

    /// <summary>The logits behind every token, computed one token at a time by a runner of its own.</summary>
    private static List<float[]> Logits(TinyFolder folder, int[] tokens)
    {
        using var runner = OnnxModelRunner.Load(
            ModelConfig.Read(folder.Path), new DecodingOptions { Threads = 1, MaxSequences = 1 });
        using var run = new RunOptions();
        return [.. tokens.Select(token => runner.Extend(0, [token], run).ToArray())];
    }
}

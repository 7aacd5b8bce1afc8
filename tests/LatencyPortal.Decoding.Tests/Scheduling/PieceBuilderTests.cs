using System.Text;
using System.Threading.Channels;
using CsCheck;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Scheduling;
using LatencyPortal.Decoding.Speculation;
using LatencyPortal.Decoding.Tests.TinyModels;
using LatencyPortal.Decoding.Text;

namespace LatencyPortal.Decoding.Tests.Scheduling;

public sealed class PieceBuilderTests : IDisposable
{
    private static readonly int[] Merged = [.. Enumerable.Range(TinyTokenizer.Control.Length + 256, TinyTokenizer.Merges.Length)];
    private static readonly int[] Letters = [.. "helo t1<|>\u00E9\U0001F600".SelectMany(c => Encoding.UTF8.GetBytes([c])).Append((byte)0xF0).Append((byte)0x9F).Select(TinyTokenizer.Byte)];
    private static readonly string[] StopTexts = ["he", "hello", " the", "l", "12", "<|", "\uFFFD", "o t", "\u00E9h"];

    private static readonly Gen<int> Tokens = Gen.OneOf(
        Gen.Int[0, Merged.Length - 1].Select(i => Merged[i]), Gen.Int[0, Letters.Length - 1].Select(i => Letters[i]), Gen.Const(TinyTokenizer.Doc));

    private readonly TinyFolder _folder = new();
    private readonly Tokenizer _tokenizer;

    public PieceBuilderTests() => _tokenizer = TokenizerFile.Read(_folder["tokenizer.json"]);

    public void Dispose() => _folder.Dispose();

    /// <summary>Text, origins and reported tokens are those of a reading of all tokens at once, whatever was held back on the way.</summary>
    [Fact]
    public void Take_AnyTokensOriginsAndStops_GivesEachPartOnce() =>
        Gen.Select(Gen.Select(Tokens, Gen.Int[0, 3]).Array[1, 40], Gen.Int[0, StopTexts.Length - 1].Array[0, 3]).Sample(
            (tokens, stops) =>
            {
                string[] texts = [.. stops.Select(i => StopTexts[i])];
                var (pieces, committed) = Run(tokens, texts);
                var (spans, whole) = Spans(tokens[..committed]);

                var text = string.Concat(pieces.Select(piece => piece.Text));
                var isCut = text.Length < whole.Length;
                Assert.StartsWith(text, whole, StringComparison.Ordinal);
                Assert.True(!isCut || texts.Any(stop => whole[text.Length..].StartsWith(stop, StringComparison.Ordinal)));
                Assert.All(texts, stop => Assert.DoesNotContain(stop, text, StringComparison.Ordinal));

                var origins = pieces.SelectMany(piece => piece.Runs).SelectMany(run => Enumerable.Repeat(run.Origin, run.Characters)).ToList();
                Assert.Equal(Enumerable.Range(0, text.Length).Select(at => spans.First(span => at < span.End || span == spans[^1]).Origin), origins);
                var reported = spans.Where(span => !isCut || span.Start < text.Length).Select(span => span.Token);
                Assert.Equal(reported, pieces.SelectMany(piece => piece.Logprobs).Select(token => token.Chosen.Token));
                Assert.Equal(committed, pieces.Sum(piece => piece.Tokens));
                Assert.All(pieces, piece =>
                {
                    Assert.Equal(piece.Text.Length, piece.Runs.Sum(run => run.Characters));
                    Assert.Equal(piece.Tokens, piece.Runs.Sum(run => run.Tokens));
                });
            },
            iter: 3000,
            threads: 1);

    private (List<DecodedPiece> Pieces, int Committed) Run((int Token, int Origin)[] tokens, string[] stops)
    {
        var output = Channel.CreateBounded<PieceEvent>(tokens.Length + 2);
        var text = new TextLog();
        var job = new DecodeJob(
            [5], [], tokens.Length, new SamplingOptions(0, 1, 0), null, stops, "", true, text, output.Writer, CancellationToken.None);
        var sequence = new Sequence(job, _tokenizer.Bytes, new HashSet<int> { TinyTokenizer.TurnEnd }, new SpeculationCounters().NewState());
        var builder = new PieceBuilder(text, new LogprobSpeller(_tokenizer));
        var pieces = new List<DecodedPiece>();
        sequence.Start();
        foreach (var (token, origin) in tokens)
        {
            if (sequence.Finish is null)
                sequence.Commit(token, (TokenOrigin)origin, new TokenLogprobs(new TokenLogprob(token, -1), []));
            while (output.Reader.TryRead(out var happened))
            {
                if (builder.TakeText(happened) is { } piece)
                    pieces.Add(piece);
                if (happened.Kind != DecodedPieceKind.Text)
                    pieces.Add(builder.Mark(happened));
            }
        }

        Assert.NotNull(sequence.Finish);
        Assert.Equal(sequence.Usage, pieces[^1].Usage);
        return (pieces, sequence.Generated);
    }

    /// <summary>Which part of the whole text each token completes.</summary>
    private (List<(int Token, TokenOrigin Origin, int Start, int End)> Spans, string Text) Spans((int Token, int Origin)[] tokens)
    {
        var detokenizer = new StreamingDetokenizer(_tokenizer.Bytes);
        var text = new StringBuilder();
        var spans = new List<(int, TokenOrigin, int, int)>();
        foreach (var (token, origin) in tokens)
        {
            var start = text.Length;
            text.Append(detokenizer.Append(token));
            spans.Add((token, (TokenOrigin)origin, start, text.Length));
        }

        text.Append(detokenizer.Flush());
        return (spans, text.ToString());
    }
}

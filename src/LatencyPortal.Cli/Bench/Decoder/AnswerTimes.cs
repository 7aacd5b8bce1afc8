using System.Diagnostics;
using System.Text;
using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>One answer and when its pieces came.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Usage">Its token counts.</param>
/// <param name="FirstMs">Milliseconds to the first text.</param>
/// <param name="DecodeMs">Milliseconds from the first text to the last piece.</param>
/// <param name="LongestGapMs">The longest pause between two pieces.</param>
/// <param name="Tokens">Its tokens with the likeliest others, where the request asks for them.</param>
internal sealed record AnswerTimes(
    string Text, DecodeUsage Usage, double FirstMs, double DecodeMs, double LongestGapMs, IReadOnlyList<DecodedTokenLogprobs> Tokens)
{
    public static async Task<AnswerTimes> TakeAsync(LocalModel model, DecodeRequest request, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var started = Stopwatch.GetTimestamp();
        var tokens = new List<DecodedTokenLogprobs>();
        DecodeUsage usage = default;
        double? first = null;
        var (last, gap) = (0.0, 0.0);
        await foreach (var piece in model.GenerateAsync(request, cancellationToken))
        {
            var now = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (first is not null)
                gap = Math.Max(gap, now - last);
            if (piece.Kind == DecodedPieceKind.Text)
                first ??= now;
            last = now;
            text.Append(piece.Text);
            tokens.AddRange(piece.Logprobs);
            usage = piece.Usage ?? usage;
        }

        return new AnswerTimes(text.ToString(), usage, first ?? last, last - (first ?? last), gap, tokens);
    }
}

using System.Diagnostics;
using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Models;

/// <summary>
/// Lets a model answer greedily, without and with speculation. That it computes numbers, and the same in steps as in one
/// run, was tested when it was loaded.
/// </summary>
internal static class SelfTest
{
    /// <summary>Says things twice, so that a proposal from the text itself has a chance.</summary>
    private const string Question = "What is time to first token? Say it in the words of the question: what is time to first token?";

    private const int MostTokens = 64;

    public static async Task<SelfTestReport> RunAsync(LocalModel model, CancellationToken cancellationToken)
    {
        var plain = await AnswerAsync(model, speculate: false, cancellationToken);
        var speculative = model.Details.Speculation ? await AnswerAsync(model, speculate: true, cancellationToken) : null;
        return new SelfTestReport
        {
            InputTokens = plain.Usage.InputTokens,
            OutputTokens = plain.Usage.OutputTokens,
            Characters = plain.Text.Length,
            FirstTokenMs = plain.First?.TotalMilliseconds,
            AnswerMs = plain.All.TotalMilliseconds,
            SpeculationEqual = speculative is null ? null : speculative.Text == plain.Text,
            DraftedTokens = speculative?.Usage.DraftedTokens ?? 0,
            AcceptedTokens = speculative?.Usage.AcceptedTokens ?? 0,
            StepDifference = model.Details.StepDifference,
        };
    }

    private static async Task<Answer> AnswerAsync(LocalModel model, bool speculate, CancellationToken cancellationToken)
    {
        var request = new DecodeRequest
        {
            Messages = [new TemplateMessage("user", Question)],
            MaxTokens = MostTokens,
            Temperature = 0,
            Speculate = speculate,
            // A cache of its own for each answer.
            CacheSalt = speculate ? "speculative" : "plain",
        };
        var started = Stopwatch.GetTimestamp();
        var text = "";
        TimeSpan? first = null;
        DecodeUsage usage = default;
        await foreach (var piece in model.GenerateAsync(request, cancellationToken))
        {
            if (piece.Kind == DecodedPieceKind.Text)
                first ??= Stopwatch.GetElapsedTime(started);
            text += piece.Text;
            usage = piece.Usage ?? usage;
        }

        return new Answer(text, usage, first, Stopwatch.GetElapsedTime(started));
    }

    private sealed record Answer(string Text, DecodeUsage Usage, TimeSpan? First, TimeSpan All);
}

using LatencyPortal.Decoding;

namespace LatencyPortal.Cli.Models;

/// <summary>The table of <c>models check</c>.</summary>
internal static class CheckTable
{
    public static void Write(CheckReport report, Terminal terminal)
    {
        terminal.Output.WriteLine($"{report.Name} can be used.");
        terminal.WriteTable(
        [
            ["folder", report.Folder],
            ["layout", report.Layout == ModelLayout.HuggingFace ? "Hugging Face" : "onnxruntime-genai"],
            ["file", report.File],
            ["weights", report.AccuracyLevel is { } level ? $"{report.Weights}, accuracy level {level}" : report.Weights],
            ["layers", $"{report.Layers}, with {report.KeyValueHeads} heads of {report.HeadSize}"],
            ["keys and values", $"{report.KeyValueType}, {report.KeyValueBytesPerToken} bytes a token, {(report.Attention == AttentionKind.InPlace ? "in place" : "growing")}"],
            ["context", $"{report.ContextLength} tokens"],
            ["vocabulary", $"{report.VocabularySize} tokens"],
            ["sequences at once", $"{report.MaxSequences}"],
            ["computed by", $"{report.Provider}"],
            ["draft model", report.HasDraftModel ? "yes" : "no"],
            ["speculation", YesNo(report.Features.Speculation)],
            ["batching", YesNo(report.Features.Batching)],
            ["prefix cache", YesNo(report.Features.PrefixCache)],
            ["JSON schemas", YesNo(report.Features.ConstrainedDecoding)],
            ["memory", $"{Megabytes(report.Memory.Total)}: weights {Megabytes(report.Memory.Weights)}, keys and values {Megabytes(report.Memory.KeyValues)}"],
            ["loaded in", Figures.Milliseconds(report.LoadMs)],
            ["self-test", $"{report.SelfTest.InputTokens} tokens in, {report.SelfTest.OutputTokens} tokens ({report.SelfTest.Characters} characters) out"],
            ["first token", Figures.Milliseconds(report.SelfTest.FirstTokenMs)],
            ["answer", Figures.Milliseconds(report.SelfTest.AnswerMs)],
            ["with speculation", Speculation(report.SelfTest)],
            ["in steps or whole", FormattableString.Invariant($"logits differ by {report.SelfTest.StepDifference:0.0e+0} of their length")],
        ]);
        foreach (var limit in report.Notices.Concat(report.Limits))
            terminal.Output.WriteLine(limit);
    }

    private static string Speculation(SelfTestReport test) => test.SpeculationEqual is { } equal
        ? $"{(equal ? "the same answer" : "another answer: a near-tie fell otherwise")}, {test.AcceptedTokens} of {test.DraftedTokens} proposed tokens accepted"
        : "off";

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1048576.0:0} MB");
}

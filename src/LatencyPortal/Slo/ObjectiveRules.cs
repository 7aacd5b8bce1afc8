using System.Text;
using LatencyPortal.Telemetry.Slo;

namespace LatencyPortal.Slo;

/// <summary>Makes an objective of what was typed, or says what is wrong with it.</summary>
internal static class ObjectiveRules
{
    private const int LongestName = 80;

    /// <summary>What is wrong as a sentence; <see langword="null"/> when the objective can be saved.</summary>
    public static string? Check(ObjectiveInput input)
    {
        if (string.IsNullOrWhiteSpace(input.Name) || input.Name.Trim().Length > LongestName)
            return $"Give it a name of at most {LongestName} characters.";
        if (!(input.TargetPercent is > 0 and < 100))
            return "The promised share lies above 0 % and below 100 %: 100 % would leave no budget.";
        if (input.Days is < 1 or > 90)
            return "The window is 1 to 90 days long.";
        if (input.InSlices && input.SliceMinutes is < 1 or > 1_440)
            return "A slice is 1 to 1,440 minutes long.";
        if (input.LeastInputTokens < 0 || input.InputTokensBelow < 1 || input.LeastInputTokens >= input.InputTokensBelow)
            return "Input tokens: the first number must be below the second.";
        return input.Indicator switch
        {
            SloIndicator.Ttft when !(input.TtftMs > 0) => "Say the TTFT limit in ms, above 0.",
            SloIndicator.Tpot when !(input.TpotMs > 0) => "Say the TPOT limit in ms, above 0.",
            SloIndicator.EndToEnd when !(input.EndToEndMs > 0) => "Say the E2E limit in ms, above 0.",
            SloIndicator.CachedShare when !(input.CachedPercent is >= 0 and < 100) => "Say the cached share, from 0 % and below 100 %.",
            SloIndicator.Goodput when !(input.TtftMs > 0 || input.TpotMs > 0 || input.EndToEndMs > 0) => "Goodput needs at least one limit.",
            _ => null,
        };
    }

    /// <summary>The objective, once <see cref="Check"/> finds nothing.</summary>
    /// <param name="input">What was typed.</param>
    /// <param name="taken">Ids of other objectives.</param>
    public static SloObjective Make(ObjectiveInput input, IReadOnlySet<string> taken)
    {
        var (ttft, tpot, whole) = input.Indicator switch
        {
            SloIndicator.Ttft => (true, false, false),
            SloIndicator.Tpot => (false, true, false),
            SloIndicator.EndToEnd => (false, false, true),
            SloIndicator.Goodput => (true, true, true),
            _ => (false, false, false),
        };
        return new SloObjective
        {
            Id = input.Id ?? FreeId(input.Name, taken),
            Name = input.Name.Trim(),
            Indicator = input.Indicator,
            TtftMs = ttft ? input.TtftMs : null,
            TpotMs = tpot ? input.TpotMs : null,
            EndToEndMs = whole ? input.EndToEndMs : null,
            CachedShare = input.Indicator == SloIndicator.CachedShare ? input.CachedPercent / 100 : null,
            Target = input.TargetPercent / 100,
            Window = TimeSpan.FromDays(input.Days),
            Kind = input.InSlices ? SloKind.TimeSlice : SloKind.Event,
            Slice = TimeSpan.FromMinutes(input.SliceMinutes),
            Scope = new SloScope
            {
                Model = Text(input.Model),
                Endpoint = Text(input.Endpoint),
                Template = Text(input.Template),
                LeastInputTokens = input.LeastInputTokens,
                InputTokensBelow = input.InputTokensBelow,
            },
        };
    }

    private static string? Text(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>The name in lower-case letters, digits and hyphens, with a number where that is taken.</summary>
    private static string FreeId(string name, IReadOnlySet<string> taken)
    {
        var id = new StringBuilder();
        foreach (var character in name.Trim().ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
                id.Append(character);
            else if (id.Length > 0 && id[^1] != '-')
                id.Append('-');
        }

        var plain = id.ToString().Trim('-') is { Length: > 0 } text ? text : "objective";
        return taken.Contains(plain) ? Enumerable.Range(2, taken.Count + 1).Select(i => $"{plain}-{i}").First(candidate => !taken.Contains(candidate)) : plain;
    }
}

using System.Globalization;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Misses;

/// <summary>Says an explanation in words. Figures that the provider did not say itself are marked as near.</summary>
internal static class MissSentence
{
    public static string Of(MissExplanation miss, ModelFamily? family, TracedRequest request, TracedRequest? other)
    {
        var sentence = miss.Kind switch
        {
            MissKind.FirstRequest => "No earlier request of this template is recorded that this model answered.",
            MissKind.PromptDiffers => Differs(miss.Difference!),
            MissKind.Expired => $"The bytes are equal, but they were last asked {Time(miss.Age)} before{Lifetime(family)}.",
            MissKind.OtherPlace => $"The bytes are equal, but the earlier request went to {Place(other)}, this one to {Place(request)}.",
            MissKind.EvictedOrRouted => $"The bytes are equal and were asked {Time(miss.Age)} before: the provider let them go, or asked another machine.",
            MissKind.BelowMinimum => string.Create(CultureInfo.InvariantCulture, $"{(request.InputTokens is null ? "≈" : "")}{miss.PromptTokens:N0} tokens are in the prompt; {family?.Name} keeps prefixes of {family?.MinimumTokens ?? 1:N0} and more, at marked places where it wants marks."),
            MissKind.CommonBelowMinimum => string.Create(CultureInfo.InvariantCulture, $"The prompt has ≈{miss.CommonTokens:N0} tokens in common with earlier ones; {family?.Name} keeps prefixes of {family?.MinimumTokens:N0} and more."),
            MissKind.LessThanAStep => string.Create(CultureInfo.InvariantCulture, $"≈{miss.CommonTokens:N0} tokens were asked before, and {family?.Name} serves them in steps of {family?.GranularityTokens:N0}: all that can be served was served."),
            MissKind.UnknownRule => $"The bytes are equal and were asked {Time(miss.Age)} before, but nobody knows the rule of this model's cache.",
            MissKind.NotAtBreakpoint => "The bytes are equal, but no entry ends where this prompt is looked up.",
            MissKind.BeyondLookBack => string.Create(CultureInfo.InvariantCulture, $"The bytes are equal, but more than {family?.LookBackBlocks} content blocks before a breakpoint."),
            _ when miss.ReportedTokens is null => "All that was asked before can be served; the provider did not say what it served.",
            _ => "All that was asked before was served; the rest is new.",
        };
        return miss.ProviderReason is { } reason ? $"{sentence} The provider says: {reason}." : sentence;
    }

    private static string Differs(PromptDifference difference)
    {
        var where = difference.Place switch
        {
            OutlinePlace.History => string.Create(CultureInfo.InvariantCulture, $"turn {difference.Turn + 1} of the conversation"),
            OutlinePlace.Own => "the documents or the system prompt of the conversation",
            _ when difference.Segment is { } segment => $"the segment {segment}",
            OutlinePlace.Tools => "the tools of the request",
            _ => "the last message",
        };
        var why = difference.Variable is { } variable ? $": the variable {variable} differs"
            : difference.OtherVersion ? ": it was composed of another version of the template"
            : "";
        var at = difference.Character is { } character ? string.Create(CultureInfo.InvariantCulture, $", from its character {character + 1:N0} on") : "";
        var after = difference.TokensBefore == 0 ? "at its beginning" : string.Create(CultureInfo.InvariantCulture, $"after ≈{difference.TokensBefore:N0} tokens");
        return $"The prompt parts from the nearest earlier one {after}, in {where}{why}{at}.";
    }

    private static string Lifetime(ModelFamily? family) =>
        family?.Lifetimes is [{ Seconds: { } seconds }, ..] ? $"; {family.Name} keeps them {Time(TimeSpan.FromSeconds(seconds))}" : "";

    private static string Place(TracedRequest? request) =>
        request?.Endpoint is not { } endpoint ? "an unknown endpoint" : request.Region is { } region ? $"{endpoint} in {region}" : endpoint;

    private static string Time(TimeSpan? time) => time switch
    {
        null => "at an unknown time",
        { TotalMinutes: < 2 } some => string.Create(CultureInfo.InvariantCulture, $"{some.TotalSeconds:0} s"),
        { TotalHours: < 2 } some => string.Create(CultureInfo.InvariantCulture, $"{some.TotalMinutes:0} min"),
        { } some => string.Create(CultureInfo.InvariantCulture, $"{some.TotalHours:0} h"),
    };
}

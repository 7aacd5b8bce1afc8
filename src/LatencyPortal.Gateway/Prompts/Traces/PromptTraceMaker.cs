using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>Makes of a request that was composed of a template what it leaves: hashes and counts. Any thread.</summary>
/// <param name="salt">Salt of the installation, see <see cref="PromptTraceStore.Salt"/>.</param>
/// <param name="keepTexts">Whether the values of variables and the own text of conversations are kept as well; only an operator may say so.</param>
public sealed class PromptTraceMaker(ReadOnlyMemory<byte> salt, bool keepTexts = false)
{
    /// <summary>Characters of a text that are kept at most: enough to see where two values part, and a document is not kept with every request.</summary>
    private const int LongestText = 20_000;

    private readonly TraceHash _hash = new(salt);

    /// <summary>Makes the trace of a request.</summary>
    /// <param name="template">What it was composed of.</param>
    /// <param name="request">What it was filled with.</param>
    /// <param name="prompt">What came of it, as it is sent.</param>
    /// <param name="subject">Whose trace it is.</param>
    /// <param name="countTokens">Counts the tokens of a text for the model; it is asked again for texts that come again, and should remember them.</param>
    public PromptTrace Make(CompiledTemplate template, ComposeRequest request, ComposedPrompt prompt, TraceSubject subject, Func<string, int> countTokens)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(countTokens);
        var values = template.Template.Variables.Select(variable => Value(variable.Name, VariableText.Of(variable, request))).ToList();
        if (request.Input is { } input)
            values.Add(Value(BuiltInVariables.Input, CanonicalText.Lines(input.Text)) with { Hash = TurnHash.OfContent(_hash, input) });
        var reader = new TraceMarks(_hash, text => Tokens(text));
        var marks = reader.Of(prompt);
        var points = subject.Plan is { ChoosesPlaces: true } plan
            ? Breakpoints.Planned(subject.Family, PlannedPlaces.Of(prompt, plan).Select(place => (reader.MarkAt(place), place.Lifetime)).Where(place => place.Item1 >= 0), plan.AutomaticBreakpoint)
            : Breakpoints.Default(subject.Family, Ends(prompt, marks));
        return new PromptTrace
        {
            RequestId = subject.RequestId,
            At = request.Now,
            Template = template.Template.Name,
            Version = subject.Version,
            Model = subject.Model,
            Conversation = subject.Conversation is { Length: > 0 } name ? _hash.Of("conversation", name) : 0,
            Values = values,
            Own = subject.OwnText is { Length: > 0 } own ? Text("own", own) : null,
            Tools = TemplateTools.Sort(request.Tools) is { } tools ? Text("tools", tools.GetRawText()) : null,
            History = [.. request.History.Select(turn => new TracedText(TurnHash.Of(_hash, turn), Tokens(turn.Text)))],
            Asked = prompt.Messages is [.., var last] ? new TracedText(TurnHash.Of(_hash, last), Tokens(last.Text)) : null,
            Marks = marks,
            Breakpoints = [.. points.Breakpoints.ToArray().Select(point => new TracedBreakpoint(point.Mark, point.Lifetime))],
            AutomaticBreakpoint = points.Automatic,
        };

        TracedValue Value(string name, string text) => new(
            name, _hash.Of("value", text), Tokens(text), text.Length, string.IsNullOrWhiteSpace(text), Kept(text));

        TracedText Text(string use, string text) => new(_hash.Of(use, text), Tokens(text), Kept(text));

        string? Kept(string text) => keepTexts ? text[..Math.Min(text.Length, LongestText)] : null;

        int Tokens(string text) => text.Length == 0 ? 0 : Math.Max(0, countTokens(text));
    }

    /// <summary>Marks at which the tools, the system message and the prompt end.</summary>
    private static PromptEnds Ends(ComposedPrompt prompt, IReadOnlyList<TracedMark> marks)
    {
        var blocks = Enumerable.Range(0, marks.Count).Where(i => marks[i].EndsBlock).ToList();
        var tools = prompt.Tools is not null && blocks.Count > 0 ? blocks[0] : -1;
        var system = prompt.Messages is [{ Role.Value: "system" }, ..] ? blocks.ElementAtOrDefault(tools >= 0 ? 1 : 0) : -1;
        return new PromptEnds(tools, marks.Count == 0 ? -1 : system, marks.Count - 1);
    }
}

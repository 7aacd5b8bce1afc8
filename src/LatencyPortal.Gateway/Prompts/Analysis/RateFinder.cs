using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>Finds how often each part of a prompt changes.</summary>
internal static class RateFinder
{
    /// <summary>Later moments, and what a text that differs there changes with. A day is not enough for what shows the month.</summary>
    private static readonly (TimeSpan Later, ChangeRate Rate)[] Moments =
    [
        (new TimeSpan(0, 1, 1), ChangeRate.Request), (new TimeSpan(1, 1, 1), ChangeRate.Hour), (new TimeSpan(25, 1, 1), ChangeRate.Day), (new TimeSpan(400, 1, 1, 1), ChangeRate.Day),
    ];

    /// <param name="template">The template.</param>
    /// <param name="request">The request that was composed.</param>
    /// <param name="prompt">What it became.</param>
    /// <param name="learned">Rates by variable that traffic has shown; they count more than what is declared.</param>
    public static ChangeRate[] Of(CompiledTemplate template, ComposeRequest request, ComposedPrompt prompt, IReadOnlyDictionary<string, ChangeRate> learned)
    {
        var names = NamesOf(template, learned);
        var rates = prompt.Parts.Select(part => part switch
        {
            // Turns so far are the same for the whole conversation: it only grows behind them.
            { Segment: null, Names: [] } => ChangeRate.Conversation,
            _ => part.Names.Select(name => names.GetValueOrDefault(name, ChangeRate.Never)).DefaultIfEmpty(ChangeRate.Never).Max(),
        }).ToArray();
        foreach (var (later, rate) in Moments)
        {
            var moved = PromptComposer.Compose(template, request with { Now = request.Now + later });
            for (var i = 0; i < rates.Length; i++)
            {
                var same = i < moved.Parts.Count && moved.Parts[i].Text == prompt.Parts[i].Text;
                if (!same && prompt.Parts[i].Segment is not null && rates[i] < rate)
                    rates[i] = rate;
            }
        }

        return rates;
    }

    /// <summary>How often the variables change, those that the template makes itself too. Time is found by trying.</summary>
    public static Dictionary<string, ChangeRate> NamesOf(CompiledTemplate template, IReadOnlyDictionary<string, ChangeRate> learned)
    {
        var rates = template.Variables.Values.ToDictionary(variable => variable.Name, variable => learned.GetValueOrDefault(variable.Name, variable.Changes), StringComparer.Ordinal);
        rates[BuiltInVariables.Now] = ChangeRate.Never;
        rates[BuiltInVariables.Today] = ChangeRate.Never;
        foreach (var chunk in template.Segments.SelectMany(segment => segment.Text.Chunks).Where(chunk => chunk.Makes.Count > 0))
        {
            var rate = chunk.Names.Select(name => rates.GetValueOrDefault(name, ChangeRate.Never)).DefaultIfEmpty(ChangeRate.Never).Max();
            foreach (var made in chunk.Makes)
                rates[made] = (ChangeRate)Math.Max((int)rates.GetValueOrDefault(made, ChangeRate.Never), (int)rate);
        }

        return rates;
    }
}

using System.Diagnostics;
using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;

// What a keystroke in a template of 50,000 tokens costs: its analysis with fixes, and the forecasts of all families.
// dotnet run -c Release --project bench/TemplateAnalysis
const int Words = 10_000;
const int Keystrokes = 200;
var random = new Random(3);
var words = new[] { "customer", "contract", "meter", "tariff", "reading", "the", "of", "is", "two", "weeks", "notice", "bill", "moves", "house", "never", "guess" };
var texts = Enumerable.Range(0, 5).Select(_ => string.Join(' ', Enumerable.Range(0, Words).Select(i => i % 15 == 14 ? words[random.Next(words.Length)] + ".\n" : words[random.Next(words.Length)]))).ToArray();
var families = FamilyCatalogue.Load().Families;
var (analyses, forecasts) = (new List<double>(), new List<double>());
var tokens = 0;
for (var key = -20; key < Keystrokes; key++)
{
    // A letter more in one of the segments, in the middle of its text.
    var typed = texts.ToArray();
    typed[2] = typed[2].Insert(typed[2].Length / 2, new string('x', (key % 7) + 8));
    var template = new PromptTemplate
    {
        Name = "long",
        Segments =
        [
            .. typed.Select((text, i) => new PromptSegment { Id = $"part-{i}", Kind = SegmentKind.System, Text = i == 1 ? $"It is {{{{ now }}}}.\n{text}" : text }),
            new PromptSegment { Id = "history", Kind = SegmentKind.History },
            new PromptSegment { Id = "input", Kind = SegmentKind.Input, Text = "{{ input }}" },
        ],
    };
    var started = Stopwatch.GetTimestamp();
    var analysis = TemplateAnalyzer.Analyze(template, DateTimeOffset.UnixEpoch, O200kCounter.Instance);
    var analysed = Stopwatch.GetTimestamp();
    foreach (var family in families)
        FamilyForecaster.Of(analysis, family);
    if (key < 0)
        continue;
    tokens = analysis.Tokens;
    analyses.Add(Stopwatch.GetElapsedTime(started, analysed).TotalMilliseconds);
    forecasts.Add(Stopwatch.GetElapsedTime(analysed).TotalMilliseconds);
}

Console.WriteLine(JsonSerializer.Serialize(
    new { Tokens = tokens, Keystrokes, AnalysisP50Ms = At(analyses, 0.5), AnalysisP95Ms = At(analyses, 0.95), ForecastsP50Ms = At(forecasts, 0.5), ForecastsP95Ms = At(forecasts, 0.95) },
    new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));

static double At(List<double> values, double share) => Math.Round(values.Order().ElementAt((int)(share * (values.Count - 1))), 1);

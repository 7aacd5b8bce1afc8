using System.Diagnostics;
using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.PromptReplay;
using LatencyPortal.Telemetry.Traces;

// How long it takes to try a draft on recorded requests: 100,000 of them, some ten pieces and up to four turns each, two versions; under
// one family, under each of some kinds, and under all. The planner of breakpoints and the learner of change rates run on the same requests.

const int Runs = 5;
var count = args is [var said, ..] ? int.Parse(said) : 100_000;
var catalogue = FamilyCatalogue.Load();
var traces = Traffic.Make(count);
var (current, draft) = (CompiledTemplate.Compile(Traffic.Template), CompiledTemplate.Compile(Traffic.Draft));
var replay = new WhatIfReplay(current, draft, text => text.Length / 4);
var report = new List<Figures>();
foreach (var id in (string[])["anthropic", "openai-5.6", "openai-5.5-and-older", "vllm", "deepseek"])
    report.Add(await MeasureAsync(id, [catalogue.Find(id)!.Of("claude-sonnet-5")]));
report.Add(await MeasureAsync($"all {catalogue.Families.Count}", catalogue.Families));

// As they are recorded: with the marks of their prompts.
var outline = PromptOutline.Of(current, text => text.Length / 4);
var marked = traces.Select(trace => trace with { Marks = [.. outline.Read(trace).Select(piece => new TracedMark(piece.Hash, piece.Tokens, piece.EndsBlock))] }).ToList();
var stored = await Stored.MeasureAsync(marked);

var claude = catalogue.Find("anthropic")!.Of("claude-sonnet-5");
var started = Stopwatch.GetTimestamp();
var plan = BreakpointPlanner.Plan(outline, marked, claude);
var planned = Stopwatch.GetElapsedTime(started).TotalSeconds;
started = Stopwatch.GetTimestamp();
var learned = LearnedVolatility.From(marked, catalogue.Families);
var result = new
{
    processors = Environment.ProcessorCount,
    piecesAtMost = PromptOutline.Of(draft, text => text.Length / 4).Read(traces[^1]).Count,
    replays = report,
    stored,
    planSeconds = Math.Round(planned, 2),
    markers = plan.Markers.Select(marker => $"{marker.Place} {marker.Segment} {marker.Lifetime}"),
    savedShare = Math.Round(plan.SavedShare ?? 0, 4),
    savedOfDefault = Math.Round(plan.SavedOfDefault ?? 0, 4),
    learnSeconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2),
    suggested = learned.Variables.ToDictionary(variable => variable.Name, variable => variable.Suggested?.ToString()),
};
Console.WriteLine(JsonSerializer.Serialize(result, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));

async Task<Figures> MeasureAsync(string name, IReadOnlyList<ModelFamily> families)
{
    var seconds = new List<double>();
    WhatIfResult? last = null;
    for (var run = 0; run < Runs; run++)
    {
        var begun = Stopwatch.GetTimestamp();
        last = await replay.RunAsync(traces, families);
        seconds.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    seconds.Sort();
    return new Figures(
        name, last!.Requests, Math.Round(seconds[Runs / 2], 2), Math.Round(seconds[^1], 2), Round(last.Families[0].Current.Share), Round(last.Families[0].Draft.Share));
}

static double? Round(double? share) => share is { } known ? Math.Round(known, 4) : null;

using System.CommandLine;
using LatencyPortal.Testing.Upstream;

var port = new Option<int>("--port") { Description = "Port of 127.0.0.1; a free one when 0.", DefaultValueFactory = _ => 9100 };
var scenario = new Option<string>("--scenario")
{
    Description = "What goes wrong:\n" + string.Join('\n', Scenarios.All.Select(one => $"{one.Key}: {one.Value.Description}")),
    DefaultValueFactory = _ => "clean",
};
scenario.AcceptOnlyFromAmong([.. Scenarios.All.Keys]);
var seed = new Option<int>("--seed") { Description = "Seed of texts, times and faults.", DefaultValueFactory = _ => 1 };
var log = new Option<string?>("--log") { Description = "File for the log, one JSON object a line; standard output when left out." };
var replay = new Option<string?>("--replay") { Description = "Log of an earlier run whose faults come again, in place of scenario and seed." };
var family = new Option<string?>("--family") { Description = "JSON file of a model family whose prompt cache is played; usage then counts words of the prompt." };
var command = new RootCommand("A model provider that fails on purpose, in six wire formats.") { port, scenario, seed, log, replay, family };
command.SetAction(async (parsed, cancellationToken) =>
{
    var plan = parsed.GetValue(replay) is { } earlier
        ? FaultyUpstream.ReadPlan(earlier)
        : Scenarios.All[parsed.GetRequiredValue(scenario)].Plan(parsed.GetValue(seed));
    if (parsed.GetValue(family) is { } rule)
        plan = plan with { Cache = new CacheSimulator(CacheSpec.Read(await File.ReadAllTextAsync(rule, cancellationToken))) };
    var lines = parsed.GetValue(log) is { } path ? new StreamWriter(path) : Console.Out;
    await using var upstream = await FaultyUpstream.StartAsync(plan, parsed.GetValue(port), lines);
    foreach (var format in Enum.GetValues<WireFormat>())
        await Console.Error.WriteLineAsync($"{format,-16} {upstream.UrlOf(format)}");
    await Console.Error.WriteLineAsync("Ctrl+C ends it.");
    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
});
return await command.Parse(args).InvokeAsync();

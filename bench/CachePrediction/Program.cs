using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LatencyPortal.CachePrediction;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

// Predicted against true cached tokens of the portal's own decoder, on generated conversations whose prompts come from templates:
// dotnet run -c Release --project bench/CachePrediction -- models/portal-assistant 1000
if (args is not [var folder, ..] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("Name a model folder, and how many conversations if not 1000.");
    return 2;
}

var conversations = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1000;
await using var services = new ServiceCollection()
    .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
    .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
    .AddTelemetry(options => options.DatabasePath = "unused.db")
    // Room for all of it: what was given up is no question of the rule.
    .AddGateway(options => options.Decoding = options.Decoding with { PrefixCacheBytes = 4L << 30 })
    .BuildServiceProvider();
var gateway = services.GetRequiredService<ModelGateway>();
gateway.Apply(new GatewaySnapshot([new LocalModelConfig { Name = "model", Folder = folder }], []));
if (!gateway.TryGet("model", out var model))
{
    Console.Error.WriteLine(gateway.Models[0].Problem);
    return 1;
}

var started = Stopwatch.GetTimestamp();
var results = new List<Prediction>();
await foreach (var result in Conversations.RunAsync(model, conversations, seed: 7))
    results.Add(result);
Console.WriteLine(JsonSerializer.Serialize(
    new
    {
        Conversations = conversations,
        Requests = results.Count,
        Exact = results.Count(result => result.Predicted == result.Cached),
        InputTokens = results.Sum(result => (long)result.Input),
        CachedTokens = results.Sum(result => (long)result.Cached),
        PredictedTokens = results.Sum(result => (long)result.Predicted),
        LargestDifference = results.Max(result => Math.Abs(result.Predicted - result.Cached)),
        Seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1),
    },
    new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
return 0;

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LatencyPortal.GatewayBench;

// What the gateway costs and what it gains, with upstream, portal and clients on this machine:
//   overhead   added time to first token at 50 requests a second to each (--rate 0: one after another), beside YARP and, with --portkey URL,
//              another gateway
//   streams    1,000 streams of 10 tokens a second at once
//   hedging    two replicas of which 5 % of the first tokens are ten times slower

if (args is [YarpProcess.Verb, var upstream])
{
    await YarpProcess.RunAsync(upstream);
    return 0;
}

object? report = args.FirstOrDefault() switch
{
    "overhead" => await Overhead.RunAsync(Option("--requests", 2000), Option("--rate", 50), args.SkipWhile(arg => arg != "--portkey").Skip(1).FirstOrDefault() is { } url ? new Uri(url) : null),
    "streams" => await Streams.RunAsync(Option("--streams", 1000)),
    "hedging" => await Hedging.RunAsync(Option("--requests", 3000), Option("--seed", 1)),
    _ => null,
};
if (report is null)
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project bench/GatewayBench -- overhead [--requests N] [--rate N] [--portkey URL] | streams [--streams N] | hedging [--requests N] [--seed N]");
    return 1;
}

Console.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
return 0;

int Option(string name, int otherwise) => Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

using System.Text.Json;
using LatencyPortal.Gateway.Resilience.Affinity;
using LatencyPortal.PrefixAffinity;

// Replays a trace of Mooncake's form (JSON lines with hash_ids, one for each block of 512 tokens) over replicas that each hold 12,500
// blocks, and tells how many of its blocks the chosen replica had, for each way to choose it.

const int Capacity = 12_500;
if (args is not [var path, ..] || !File.Exists(path))
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project bench/PrefixAffinity -- TRACE.jsonl [REPLICAS ...]");
    return 1;
}

var prompts = File.ReadLines(path).Where(line => line.Length > 0).Select(Blocks).ToList();
int[] sizes = args.Length > 1 ? [.. args[1..].Select(int.Parse)] : [4, 8];
var report = sizes.SelectMany(replicas => (Figures[])[RoundRobin(replicas), Affinity(replicas)]).ToList();
Console.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
return 0;

Figures RoundRobin(int replicas)
{
    var next = 0;
    return Replay("round robin", replicas, _ => next++ % replicas, (_, _) => { });
}

Figures Affinity(int replicas)
{
    var directory = new PrefixDirectory(Capacity);
    var names = Enumerable.Range(0, replicas).Select(i => $"replica-{i}").ToArray();
    return Replay(
        "prefix affinity",
        replicas,
        prompt =>
        {
            var key = directory.Key(prompt, replicas);
            return Array.IndexOf(names, names.MaxBy(name => Rendezvous.Weight(name, key)));
        },
        (replica, prompt) => directory.Sent(names[replica], prompt));
}

Figures Replay(string way, int replicas, Func<ulong[], int> choose, Action<int, ulong[]> sent)
{
    var caches = Enumerable.Range(0, replicas).Select(_ => new BlockCache(Capacity)).ToArray();
    var requests = new int[replicas];
    var (hits, blocks) = (0L, 0L);
    foreach (var prompt in prompts)
    {
        var replica = choose(prompt);
        requests[replica]++;
        hits += caches[replica].Hits(prompt);
        blocks += prompt.Length;
        caches[replica].Add(prompt);
        sent(replica, prompt);
    }

    return new Figures(replicas, way, Math.Round(100.0 * hits / blocks, 2), Math.Round(requests.Max() / requests.Average(), 3));
}

static ulong[] Blocks(string line)
{
    using var json = JsonDocument.Parse(line);
    return [.. json.RootElement.GetProperty("hash_ids").EnumerateArray().Select(id => id.GetUInt64())];
}

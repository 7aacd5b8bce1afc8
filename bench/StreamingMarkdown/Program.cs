using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using LatencyPortal.Chat.Streaming;
using LatencyPortal.StreamingMarkdown;

// What an answer of 40,000 characters in 10,000 pieces costs until the browser shows it, kind by kind. Uncompressed; the
// envelope of the circuit, about 100 bytes a flush, comes on top.

const int Length = 40_000;
const int Paced = 33;
const int Rounds = 9;

var samples = Sample.All(Length).Where(sample => args is [] || sample.Name.Contains(args[0], StringComparison.Ordinal)).ToList();
foreach (var sample in samples)
    Run(sample, Paced);

var report = samples.Select(sample =>
{
    var every = Run(sample, 1);
    // One collection of garbage weighs as much as a tenth of an answer: the ratio is the median of several runs.
    var paced = Enumerable.Range(0, Rounds).Select(_ => Run(sample, Paced)).OrderBy(run => run.LastToFirst).ToList();
    return paced[Rounds / 2] with { KilobytesEveryPiece = every.KilobytesPaced };
});
var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
Console.WriteLine(JsonSerializer.Serialize(report, options));

static Figures Run(Sample sample, int flushEvery)
{
    var markdown = new MarkdownStream();
    var (bytes, times) = (0L, new List<double>());
    GC.Collect();
    var before = GC.GetAllocatedBytesForCurrentThread();
    for (var i = 0; i < sample.Pieces.Count; i++)
    {
        markdown.Append(sample.Pieces[i]);
        if ((i + 1) % flushEvery != 0)
            continue;
        var started = Stopwatch.GetTimestamp();
        bytes += markdown.Flush().Json.Length;
        times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
    }

    bytes += markdown.Complete().Json.Length;
    var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    var tenth = times.Count / 10;
    var (first, last) = (times.Skip(tenth).Take(tenth).Average(), times.TakeLast(tenth).Average());
    return new Figures(
        sample.Name,
        markdown.Length,
        bytes / 1e3,
        0,
        allocated / 1e6,
        (double)markdown.ParsedLength / markdown.Length,
        last,
        last / first,
        times.Sum() / 1e3);
}

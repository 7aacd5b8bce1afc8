using System.Diagnostics;
using LatencyPortal.Chat.Streaming;
using Xunit;
namespace LatencyPortal.Tests.Chat.Streaming;
public sealed class PerfTmp
{
    [Fact]
    public void Run()
    {
        var o = new StreamWriter("/tmp/perf.txt");
        string Rep(Func<int, string> part) { var b = new System.Text.StringBuilder(); for (var i = 0; b.Length < 40000; i++) b.Append(part(i)); return b.ToString()[..40000]; }
        var docs = new Dictionary<string, string>
        {
            ["mixed"] = Rep(i => (i % 6) switch { 0 => $"## Part {i}\n\n", 1 => "Some text with **strong words** and `code` and [a link](https://example.org/x), which goes on for a while so that it fills some lines of the page.\n\n", 2 => "- one item\n- another item with *emphasis*\n- third\n\n", 3 => "```cs\nvar a = 1;\nConsole.WriteLine(a);\n```\n\n", 4 => "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n", _ => "Another paragraph, with snake_case_names and 5 * 3 and more words than before.\n\n" }),
            ["fence"] = "```cs\n" + Rep(i => $"var line{i} = Compute({i}); // and a comment\n"),
            ["paragraph"] = Rep(i => i % 9 == 4 ? "**strong** and `code` then " : "some plain words of the story "),
            ["parlines"] = Rep(i => i % 9 == 4 ? "**strong** and `code` then\n" : "some plain words of the story "),
            ["list"] = Rep(i => $"- item number {i} with some words and **bold**\n"),
            ["loose"] = Rep(i => $"1. item number {i} with some words and **bold**\n\n   More text below.\n\n"),
            ["table"] = "| a | b | c |\n|---|---|---|\n" + Rep(i => $"| {i} | some words | **x** |\n"),
            ["quote"] = Rep(i => $"> quoted words number {i} with **bold** parts\n"),
            ["nested"] = "- item\n\n  ```cs\n" + Rep(i => $"  var line{i} = Compute({i});\n"),
            ["bracket"] = "[ " + Rep(i => "some plain words of the story "),
        };
        foreach (var (name, text) in docs)
        {
            foreach (var flushEach in new[] { 1, 33 })
            {
                for (var round = 0; round < 2; round++)
                {
                    var m = new MarkdownStream();
                    var (bytes, first, last) = (0L, 0L, 0L);
                    var alloc = GC.GetAllocatedBytesForCurrentThread();
                    var watch = Stopwatch.StartNew();
                    var pieces = text.Length / 4;
                    for (var i = 0; i < pieces; i++)
                    {
                        var t = Stopwatch.GetTimestamp();
                        m.Append(text.AsSpan(i * 4, 4));
                        if (i % flushEach == 0) bytes += m.Flush().Json.Length;
                        t = Stopwatch.GetTimestamp() - t;
                        if (i < pieces / 10) first += t; else if (i >= pieces * 9 / 10) last += t;
                    }
                    var fin = m.Complete();
                    bytes += fin.Json.Length;
                    if (round == 1) o.WriteLine($"{name,10} flush/{flushEach,2}: {watch.ElapsedMilliseconds,5} ms, {bytes / 1024,5} KB, alloc {(GC.GetAllocatedBytesForCurrentThread() - alloc) / 1048576.0:f1} MB, parsed {m.ParsedLength / (double)text.Length:f1}x, last/first {(double)last / first:f2} final {fin.Json.Length}");
                }
            }
        }
        o.Close();
    }
}

using LatencyPortal.Chat.Streaming;
using LatencyPortal.Controls.Markdown;
using System.Diagnostics;
using Xunit;
namespace LatencyPortal.Tests.Chat.Streaming;
public sealed class DbgTmp
{
    [Fact]
    public void Run()
    {
        var o = new StreamWriter("/tmp/dbg.txt");
        foreach (var rows in new[] { 10, 100, 200, 400, 800 })
        {
            var text = "| a | b | c |\n|---|---|---|\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"| {i} | some words | **x** |\n"));
            var w = Stopwatch.StartNew(); SafeMarkdown.Parse(text); o.WriteLine($"{rows} table {w.Elapsed.TotalMilliseconds:f2}");
            text = string.Concat(Enumerable.Range(0, rows).Select(i => $"> quoted words number {i} with **bold** parts\n"));
            w = Stopwatch.StartNew(); SafeMarkdown.Parse(text); o.WriteLine($"{rows} quote {w.Elapsed.TotalMilliseconds:f2}");
            text = string.Concat(Enumerable.Range(0, rows).Select(i => $"quoted words number {i} with **bold** parts\n"));
            w = Stopwatch.StartNew(); SafeMarkdown.Parse(text); o.WriteLine($"{rows} para {w.Elapsed.TotalMilliseconds:f2}");
        }
        var m = new MarkdownStream();
        var t = "| a | b | c |\n|---|---|---|\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"| {i} | some words | **x** |\n"));
        for (var i = 0; i < t.Length; i += 7) { m.Append(t.AsSpan(i, Math.Min(7, t.Length - i))); m.Flush(); 
          var g = typeof(MarkdownStream).GetField("_growth", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(m) as Growth;
          o.WriteLine($"{i} {g?.GetType().Name} safe {g?.Safe} tail {g?.Inside.Tail.Count} ctx {g?.Context.Length}"); }
        o.Close();
    }
}

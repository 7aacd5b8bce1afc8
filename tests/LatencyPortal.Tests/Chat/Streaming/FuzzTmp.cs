using LatencyPortal.Chat.Streaming;
using System.Reflection;
using LatencyPortal.Tests.Controls.Markdown;
using Xunit;
namespace LatencyPortal.Tests.Chat.Streaming;
public sealed class FuzzTmp
{
    [Fact]
    public void Run()
    {
        var type = typeof(MarkdownStreamTests);
        var atoms = (string[])type.GetField("Atoms", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        var longAtoms = (string[])type.GetField("LongAtoms", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        var draw = type.GetMethod("Draw", BindingFlags.NonPublic | BindingFlags.Static)!;
        var found = new List<(int, string)>();
        var random = new Random(int.Parse(Environment.GetEnvironmentVariable("SEED") ?? "1"));
        var n = int.Parse(Environment.GetEnvironmentVariable("N") ?? "3000");
        for (var i = 0; i < n; i++)
        {
            string text;
            if (i % 2 == 0)
                text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => atoms[random.Next(atoms.Length)]));
            else
            {
                var kinds = Enumerable.Range(0, random.Next(1, 4)).Select(_ => longAtoms[random.Next(longAtoms.Length)]).ToArray();
                text = string.Concat(Enumerable.Range(0, random.Next(10, 60)).Select(_ => random.Next(12) == 0 ? longAtoms[random.Next(longAtoms.Length)] : kinds[random.Next(kinds.Length)]));
            }
            var cuts = Enumerable.Range(0, 5).Select(_ => random.Next(1, 12)).ToArray();
            try
            {
                var settled = new List<string>();
                var body = (DrawnBody)draw.Invoke(null, [text, cuts, (Action<DrawnBody>)(b =>
                {
                    if (!settled.SequenceEqual(b.SettledHtml.Take(settled.Count))) throw new InvalidOperationException("SETTLED CHANGED");
                    settled = [.. b.SettledHtml];
                })])!;
                var (want, got) = (Reference.Of(text), Reference.Form(body.Html));
                if (want != got) found.Add((text.Length, $"DIFF {Esc(text)} cuts {string.Join(',', cuts)}\n  want {Esc(want)}\n  got  {Esc(got)}"));
                else if (body.Patched > 0) 
                {
                    bool Bad(string t) { try { return ((DrawnBody)draw.Invoke(null, [t, cuts, null])!).Patched > 0; } catch { return false; } }
                    for (var size = text.Length / 2; size > 0; size /= 2)
                        for (var at = 0; at + size <= text.Length;)
                        {
                            var shorter = text.Remove(at, size);
                            if (Bad(shorter)) text = shorter; else at += Math.Max(1, size / 2);
                        }
                    var m = new MarkdownStream(); var b0 = new DrawnBody(); var p = 0; var before = "";
                    for (var c = 0; p < text.Length; c++) { var l = Math.Min(cuts[c % cuts.Length], text.Length - p); m.Append(text.AsSpan(p, l)); p += l; b0.Apply(m.Flush()); before += $"\n     {Esc(b0.Html)}"; }
                    var fin = m.Complete();
                    found.Add((text.Length, $"PATCHED {Esc(text)} cuts {string.Join(',', cuts)}\n  was {Esc(b0.Html)}\n  fin {System.Text.Encoding.UTF8.GetString(fin.Json.Span)}"));
                }
            }
            catch (TargetInvocationException e)
            {
                found.Add((text.Length, $"THROW {Esc(text)} cuts {string.Join(',', cuts)}\n {e.InnerException!.ToString()[..Math.Min(700, e.InnerException.ToString().Length)]}"));
            }
        }
        var o = new StreamWriter("/tmp/fuzz.txt");
        o.WriteLine($"{found.Count} of {n}");
        foreach (var g in found.GroupBy(f => f.Item2[..4]))
        {
            o.WriteLine($"== {g.Key} {g.Count()}");
            foreach (var f in g.OrderBy(f => f.Item1).Take(6)) o.WriteLine(f.Item2);
        }
        o.Close();
    }
    private static string Esc(string s) => s.Replace("\n", "⏎").Replace("\r", "␍").Replace("\t", "⇥");
}

using System.Diagnostics;
using LatencyPortal.Testing;

namespace LatencyPortal.ChatPageBench;

/// <summary>
/// An answer of every kind of block whose tokens are sent at a fixed rate. Every token has its number in it, so that the page can say
/// when it was there to read.
/// </summary>
internal sealed class PacedAnswer
{
    private readonly Gate[] _gates;
    private readonly double _perSecond;

    /// <param name="tokens">From 1 on.</param>
    /// <param name="perSecond">Tokens a second.</param>
    public PacedAnswer(int tokens, double perSecond)
    {
        _perSecond = perSecond;
        _gates = [.. Enumerable.Range(0, tokens).Select(_ => new Gate())];
        Script = Script.Answer();
        for (var i = 0; i < tokens; i++)
            Script.Wait(_gates[i]).Token(Token(i));
        Script.Finish().Usage(50, tokens);
        SentAt = new double[tokens];
    }

    public Script Script { get; }

    /// <summary>When each token was let go, in ms since 1970.</summary>
    public double[] SentAt { get; }

    /// <summary>From the first token to the last, in ms.</summary>
    public double DurationMs => SentAt[^1] - SentAt[0];

    /// <summary>Sends all tokens, each when it is due.</summary>
    public async Task SendAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var begun = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < _gates.Length;)
        {
            for (; sent < _gates.Length && sent / _perSecond <= Stopwatch.GetElapsedTime(begun).TotalSeconds; sent++)
                Send(sent);

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Sends one token now; tokens go in order.</summary>
    public void Send(int token)
    {
        SentAt[token] = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;
        _gates[token].Open();
    }

    private static string Token(int i) => (i % 100) switch
    {
        0 => $"\n\n## Part t{i}\n\n",
        < 40 and var place => (place % 6) switch { 0 => $"**t{i}** ", 1 => $"`t{i}` ", 2 => $"[t{i}](https://example.org/{i}) ", _ => $"t{i} " },
        40 => $"\n\n- t{i}\n",
        < 55 => $"- item *t{i}*\n",
        55 => $"\n```cs\nvar t{i} = 1;\n",
        < 79 => $"var t{i} = await F();\n",
        79 => $"var t{i} = 2;\n```\n",
        80 => $"\n| t{i} | value |\n|---|--:|\n",
        < 95 => $"| t{i} | 1 |\n",
        95 => $"\n> quote t{i}",
        _ => $" t{i}",
    };
}

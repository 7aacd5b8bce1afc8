using Microsoft.Extensions.Caching.Memory;
using TextMateSharp.Grammars;

namespace LatencyPortal.Chat.CodeColours;

/// <summary>
/// Finds what has a colour in code. It works beside the answers and never before them: one block at a time, within bounds, and what it
/// finds only changes colours, so that nothing moves when it comes late or not at all.
/// </summary>
internal sealed partial class CodeColourist(ILogger<CodeColourist> logger) : IDisposable
{
    /// <summary>Lines behind so many UTF-16 units stay in one colour.</summary>
    public const int LongestCode = 64_000;

    private const int LongestLine = 2000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1);
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 8_000_000 });
    private CodeGrammars? _grammars;
    private bool _isMissing;

    /// <summary>What has a colour, as triples of numbers: <see cref="CodeScope"/>, UTF-16 units since the last one, length.</summary>
    /// <param name="language">The name behind the fence.</param>
    /// <param name="code">The code.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Empty when the language is not known.</returns>
    public async Task<int[]> FindAsync(string language, string code, CancellationToken cancellationToken)
    {
        if (_isMissing)
            return [];
        if (code.Length > LongestCode)
            code = code[..(code.LastIndexOf('\n', LongestCode - 1) + 1)];
        if (_known.TryGetValue((language, code), out int[]? known))
            return known!;
        await _one.WaitAsync(cancellationToken);
        try
        {
            var marks = await Task.Run(() => Find(language, code, cancellationToken), cancellationToken);
            _known.Set((language, code), marks, new MemoryCacheEntryOptions { Size = code.Length + marks.Length + 64 });
            return marks;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            // The library of regular expressions is native. Without it code is as readable, in one colour.
            _isMissing = true;
            LogMissing(e);
            return [];
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _one.Dispose();
        _known.Dispose();
    }

    private int[] Find(string language, string code, CancellationToken cancellationToken)
    {
        _grammars ??= new CodeGrammars();
        if (_grammars.Find(language) is not { } grammar)
            return [];
        var marks = new MarkWriter();
        IStateStack? state = null;
        var until = Environment.TickCount64 + (long)MostTime.TotalMilliseconds;
        for (var start = 0; start < code.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var length = code.AsSpan(start).IndexOf('\n') is var end and >= 0 ? end : code.Length - start;
            var left = until - Environment.TickCount64;
            if (left <= 0)
                break;
            if (length <= LongestLine)
            {
                var line = grammar.TokenizeLine(new LineText(code.AsMemory(start, length)), state, TimeSpan.FromMilliseconds(left));
                state = line.RuleStack;
                foreach (var token in line.Tokens)
                {
                    var (from, to) = (Math.Min(token.StartIndex, length), Math.Min(token.EndIndex, length));
                    if (from < to && CodeScopes.Of(token.Scopes, code.AsSpan((start + from)..(start + to))) is { } scope)
                        marks.Add(scope, start + from, to - from);
                }
            }

            start += length + 1;
        }

        return marks.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Code is shown in one colour: the native library that reads grammars cannot be loaded here")]
    private partial void LogMissing(Exception exception);
}

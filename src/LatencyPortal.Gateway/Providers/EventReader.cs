using System.Buffers;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// The data of server-sent events, as the HTML standard frames them: comments and other fields are passed over, several
/// data lines make one text. Unlike a browser it also hands over a last event that no blank line ends; whether that one is
/// whole, its JSON says.
/// </summary>
internal sealed class EventReader(Stream stream)
{
    private readonly LineReader _lines = new(stream);
    /// <summary>Most bytes kept of what is no event.</summary>
    private const int LongestBare = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _data = new();
    private readonly ArrayBufferWriter<byte> _bare = new();

    /// <summary>Lines that are JSON by themselves, as some servers put an error, or all of an answer, where events were expected.</summary>
    public ReadOnlyMemory<byte> Bare => _bare.WrittenMemory;

    /// <summary>The data of the next event, valid until the next call; <see langword="null"/> at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">An event is longer than a line may be.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        _data.ResetWrittenCount();
        var any = false;
        while (await _lines.NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.IsEmpty)
            {
                if (any)
                    return _data.WrittenMemory;
                continue;
            }

            if (!IsData(line.Span, out var start))
            {
                KeepBare(line.Span);
                continue;
            }

            if (any)
                _data.Write("\n"u8);
            any = true;
            if (_data.WrittenCount + line.Length > LineReader.LongestLine)
                throw new InvalidDataException("An event of the stream is too long.");
            _data.Write(line.Span[start..]);
        }

        if (any)
            return _data.WrittenMemory;
        return null;
    }

    private void KeepBare(ReadOnlySpan<byte> line)
    {
        if ((_bare.WrittenCount == 0 && !line.TrimStart(" \t"u8).StartsWith("{"u8)) || _bare.WrittenCount + line.Length > LongestBare)
            return;
        _bare.Write(line);
        _bare.Write("\n"u8);
    }

    private static bool IsData(ReadOnlySpan<byte> line, out int start)
    {
        start = 4;
        if (!line.StartsWith("data"u8))
            return false;
        if (line.Length == start)
            return true; // a field without a colon has an empty value
        if (line[start] != ':')
            return false;
        start += line.Length > 5 && line[5] == ' ' ? 2 : 1;
        return true;
    }
}

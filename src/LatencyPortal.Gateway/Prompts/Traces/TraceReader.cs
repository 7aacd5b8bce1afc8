using System.Runtime.CompilerServices;
using System.Text.Json;
using LatencyPortal.Gateway.Providers;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>Reads a trace of JSON lines, one line at a time: how long it is does not matter. Empty lines are passed over.</summary>
internal static class TraceReader
{
    /// <summary>The requests of a trace, in the order in which they came.</summary>
    /// <exception cref="TraceFormatException">A line is none of the format, or goes back in time.</exception>
    public static async IAsyncEnumerable<TraceRequest> ReadAsync(
        Stream trace, ITraceFormat format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new LineReader(trace);
        var last = TimeSpan.MinValue;
        for (var number = 1L; await NextAsync(lines, number, cancellationToken).ConfigureAwait(false) is { } line; number++)
        {
            if (line.Span.IndexOfAnyExcept(" \t"u8) < 0)
                continue;
            var request = Read(line, format, number);
            // A cache is a matter of order: sorted otherwise, a trace gives other figures.
            if (request.At < last)
                throw new TraceFormatException(number, "it is earlier than the line before it; sort the trace by time.");
            last = request.At;
            yield return request;
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> NextAsync(LineReader lines, long number, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.NextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new TraceFormatException(number, $"it is longer than {LineReader.LongestLine / 1024 / 1024} MB.", e);
        }
    }

    private static TraceRequest Read(ReadOnlyMemory<byte> line, ITraceFormat format, long number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? format.Read(json.RootElement)
                : throw new FormatException("it is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new TraceFormatException(number, "it is no JSON.", e);
        }
        catch (FormatException e)
        {
            throw new TraceFormatException(number, e.Message, e);
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Puts a usage of zeros where an endpoint that speaks Anthropic's format said none: the SDK refuses such an answer, and
/// an answer without counts is still an answer. What is recorded is read from the endpoint's own text, so the zeros are
/// seen by the SDK alone.
/// </summary>
/// <param name="lines">Hands on at most one line per read.</param>
internal sealed class UsageFiller(Stream lines) : ReadOnlyStream
{
    /// <summary>An event that carries usage is far shorter; the rest of a longer line passes as it is.</summary>
    private const int LongestEvent = 64 * 1024;

    private const int ReadAtOnce = 4 * 1024;

    private byte[] _line = new byte[ReadAtOnce];
    private int _start;
    private int _end;
    private bool _within;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end)
            await FillAsync(cancellationToken).ConfigureAwait(false);
        var length = Math.Min(buffer.Length, _end - _start);
        _line.AsSpan(_start, length).CopyTo(buffer.Span);
        _start += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            lines.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A whole line, or as much as there is of one that is too long to be looked at.</summary>
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        (_start, _end) = (0, 0);
        while (true)
        {
            if (_end == _line.Length)
                Array.Resize(ref _line, _line.Length * 2);
            var read = await lines.ReadAsync(_line.AsMemory(_end, Math.Min(ReadAtOnce, _line.Length - _end)), cancellationToken).ConfigureAwait(false);
            _end += read;
            var whole = read == 0 || _line[_end - 1] == '\n';
            if (!whole && !_within && _end < LongestEvent)
                continue;
            if (whole && !_within)
                Fill();
            _within = !whole;
            return;
        }
    }

    private void Fill()
    {
        var line = _line.AsSpan(0, _end);
        if (!line.StartsWith("data:"u8) || line.IndexOf("\"message_"u8) < 0)
            return;
        if (Filled(line["data:"u8.Length..]) is not { } filled)
            return;
        _line = [.. "data: "u8, .. filled, (byte)'\n'];
        _end = _line.Length;
    }

    private static byte[]? Filled(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject message)
                return null;
            var (holder, counts) = (message["type"] as JsonValue)?.ToString() switch
            {
                "message_start" => (message["message"] as JsonObject, (string[])["input_tokens", "output_tokens"]),
                "message_delta" => (message, (string[])["output_tokens"]),
                _ => (null, []),
            };
            if (holder is null || holder["usage"] is not (null or JsonObject))
                return null;
            var usage = (JsonObject)(holder["usage"] ??= new JsonObject());
            var missing = counts.Where(count => usage[count] is null).ToList();
            foreach (var count in missing)
                usage[count] = 0;
            return missing.Count > 0 ? JsonSerializer.SerializeToUtf8Bytes(message) : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null; // the SDK meets it too and the call ends as unreadable
        }
    }
}

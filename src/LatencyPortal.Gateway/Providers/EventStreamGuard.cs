using System.Text.Json;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Passes an event stream through line by line and looks at what the SDK would miss: an error object in the middle,
/// the closing <c>[DONE]</c>, the usage as it was said, and a body that is no event stream at all.
/// </summary>
internal sealed class EventStreamGuard(Stream inner, EndpointCall call, EndpointErrors errors, string? mediaType) : Stream
{
    /// <summary>Lines longer than this are answers, not errors: they are passed on without a look.</summary>
    private const int LongestLine = 256 * 1024;

    private readonly byte[] _read = new byte[16 * 1024];
    private readonly List<byte> _line = [];
    private int _start;
    private int _end;
    private bool _skipping;
    private bool _sawField;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end)
        {
            _start = 0;
            _end = await FillAsync(cancellationToken).ConfigureAwait(false);
            if (_end == 0)
            {
                LineEnded(); // a last line without a line break
                if (!_sawField && !call.SaidDone)
                    throw mediaType is null or "text/event-stream" ? errors.Broken("it sent nothing") : errors.NotJson(mediaType);
                return 0;
            }
        }

        // Stops after each line: what came before an error is handed on first.
        var available = _read.AsSpan(_start, Math.Min(_end - _start, buffer.Length));
        var lineBreak = available.IndexOfAny((byte)'\n', (byte)'\r');
        var piece = lineBreak < 0 ? available : available[..(lineBreak + 1)];
        Collect(lineBreak < 0 ? piece : piece[..^1]);
        if (lineBreak >= 0)
            LineEnded();
        piece.CopyTo(buffer.Span);
        _start += piece.Length;
        return piece.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await inner.ReadAsync(_read, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw errors.FromConnection(e, answering: true);
        }
        catch (IOException e)
        {
            throw errors.Broken("the connection was lost", e);
        }
    }

    private void Collect(ReadOnlySpan<byte> bytes)
    {
        if (_skipping || bytes.IsEmpty)
            return;
        if (_line.Count + bytes.Length > LongestLine)
        {
            _skipping = true;
            _sawField = true;
            _line.Clear();
            return;
        }

        _line.AddRange(bytes);
    }

    private void LineEnded()
    {
        if (!_skipping && _line.Count > 0)
            Inspect(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line));
        _skipping = false;
        _line.Clear();
    }

    private void Inspect(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("\uFEFF"u8))
            line = line[3..];
        if (line.StartsWith("data:"u8))
        {
            _sawField = true;
            line = line[5..].TrimStart((byte)' ');
            if (line.SequenceEqual("[DONE]"u8))
                call.SaidDone = true;
        }
        else if (!line.StartsWith("{"u8))
        {
            return; // comments, other fields, continued JSON
        }

        if (line.IndexOf("\"error\""u8) >= 0)
            ThrowIfError(line);
        if (line.IndexOf("\"usage\""u8) is var at and >= 0)
            NoteUsage(line[(at + "\"usage\""u8.Length)..]);
    }

    /// <summary>Within a JSON string the quotes of the name would be escaped, so what was found is a name.</summary>
    private void NoteUsage(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t:"u8);
        if (!rest.StartsWith("{"u8))
            return;
        try
        {
            var reader = new Utf8JsonReader(rest);
            call.AddUsage(JsonElement.ParseValue(ref reader));
        }
        catch (JsonException)
        {
            // The SDK meets it too and the call ends as unreadable.
        }
    }

    private void ThrowIfError(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        JsonDocument document;
        try
        {
            document = JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return; // the SDK meets it too and the call ends as unreadable
        }

        using (document)
        {
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error)
                && error.ValueKind is JsonValueKind.Object or JsonValueKind.String)
                throw errors.FromErrorObject(error);
        }
    }
}

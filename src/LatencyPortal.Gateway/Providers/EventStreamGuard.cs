using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Passes an event stream through line by line and looks at what the SDK would miss: an error object in the middle,
/// the closing <c>[DONE]</c>, the usage as it was said, events that ran together, and a body that is no event stream at all. Lines
/// end with LF behind it: after a lone CR the SDK would hold an event back until the next byte.
/// </summary>
internal sealed class EventStreamGuard(Stream inner, EndpointCall call, EndpointErrors errors, string? mediaType) : ReadOnlyStream
{
    /// <summary>Lines longer than this are answers, not errors: they are passed on without a look.</summary>
    private const int LongestLine = 256 * 1024;

    /// <summary>Counted from here, data lines of an event never come to more than one.</summary>
    private const int TooLong = int.MinValue;

    private readonly byte[] _read = new byte[16 * 1024];
    private readonly List<byte> _line = [];
    private readonly List<byte> _event = [];
    private int _start;
    private int _end;
    private int _dataLines;
    private bool _skipping;
    private bool _sawField;
    private bool _sawReturn;
    private bool _over;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        do
        {
            if (_start == _end && !await RefillAsync(cancellationToken).ConfigureAwait(false))
                return 0;
        }
        while (SkipsLineFeed());

        // Stops after each line: what came before an error is handed on first.
        var available = _read.AsSpan(_start, Math.Min(_end - _start, buffer.Length));
        var lineBreak = available.IndexOfAny((byte)'\n', (byte)'\r');
        var piece = lineBreak < 0 ? available : available[..(lineBreak + 1)];
        Collect(lineBreak < 0 ? piece : piece[..^1]);
        if (lineBreak >= 0)
            LineEnded();
        piece.CopyTo(buffer.Span);
        if (lineBreak >= 0)
        {
            _sawReturn = piece[lineBreak] == (byte)'\r';
            buffer.Span[lineBreak] = (byte)'\n';
        }

        _start += piece.Length;
        return piece.Length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // More than one owner disposes it, and what decompresses does not bear a second read.
            if (!_over && !call.SaidDone)
                Abandon();
            _over = true;
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// Closes the connection of an answer that is left in the middle. Disposed alone, it would be read on for a while in
    /// the hope that the answer ends, and the model would go on; a read that is cancelled while it waits closes it at once.
    /// </summary>
    private void Abandon()
    {
        using var leaving = new CancellationTokenSource();
        for (var tries = 0; tries < LongestLine / _read.Length; tries++)
        {
            var read = inner.ReadAsync(_read, leaving.Token).AsTask();
            if (read.Status == TaskStatus.RanToCompletion && read.Result > 0)
                continue; // what has arrived already comes first
            leaving.Cancel();
            _ = read.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return;
        }
    }

    private async ValueTask<bool> RefillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await FillAsync(cancellationToken).ConfigureAwait(false);
        if (_end > 0)
            return true;
        LineEnded(); // a last line without a line break
        EventEnded();
        if (!_sawField && !call.SaidDone)
            throw mediaType is null or "text/event-stream" ? errors.Broken("it sent nothing") : errors.NotJson(mediaType);
        return false;
    }

    /// <summary>CR LF is one line end, handed on with the CR.</summary>
    private bool SkipsLineFeed()
    {
        var skips = _sawReturn && _read[_start] == (byte)'\n';
        _sawReturn = false;
        if (skips)
            _start++;
        return skips;
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            var length = await inner.ReadAsync(_read, cancellationToken).ConfigureAwait(false);
            _over = length == 0;
            return length;
        }
        catch (HttpRequestException e)
        {
            _over = true;
            throw errors.FromConnection(e, answering: true);
        }
        catch (IOException e)
        {
            _over = true;
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
        if (_skipping)
            _dataLines = TooLong;
        else if (_line.Count > 0)
            Inspect(CollectionsMarshal.AsSpan(_line));
        else
            EventEnded();
        _skipping = false;
        _line.Clear();
    }

    /// <summary>The SDK reads the first JSON value of an event and would lose what else ran into it.</summary>
    private void EventEnded()
    {
        if (_dataLines > 1)
        {
            try
            {
                var message = CollectionsMarshal.AsSpan(_event);
                ThrowIfError(message, whole: true);
                if (message.IndexOf("\"usage\""u8) is var at and >= 0)
                    NoteUsage(message[(at + "\"usage\""u8.Length)..]);
            }
            catch (JsonException e)
            {
                throw errors.Unreadable(e);
            }
        }

        _dataLines = 0;
    }

    private void Inspect(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("\uFEFF"u8))
            line = line[3..];
        if (line.StartsWith("data:"u8))
        {
            _sawField = true;
            line = line[5..].TrimStart((byte)' ');
            // An SDK may put another character in place of half a one.
            if (!Utf8.IsValid(line))
                throw errors.Unreadable(new InvalidDataException("The stream is not UTF-8."));
            if (!IsFirstOfEvent(line))
                return;
            if (line.SequenceEqual("[DONE]"u8))
                call.SaidDone = true;
        }
        else if (!line.StartsWith("{"u8))
        {
            return; // comments, other fields, continued JSON
        }

        if (line.IndexOf("\"error\""u8) >= 0)
            ThrowIfError(line, whole: false);
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

    private bool IsFirstOfEvent(ReadOnlySpan<byte> data)
    {
        if (_dataLines++ == 0)
            _event.Clear();
        else
            _event.Add((byte)'\n');
        if (_event.Count + data.Length <= LongestLine)
            _event.AddRange(data);
        else
            _dataLines = TooLong;
        return _dataLines == 1;
    }

    /// <param name="json">What may be an error.</param>
    /// <param name="whole">Whether it must be one JSON value and nothing else.</param>
    private void ThrowIfError(ReadOnlySpan<byte> json, bool whole)
    {
        var reader = new Utf8JsonReader(json);
        JsonDocument document;
        try
        {
            document = JsonDocument.ParseValue(ref reader);
            if (whole && reader.Read())
                throw new JsonException("Two values in one event.");
        }
        catch (JsonException) when (!whole)
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

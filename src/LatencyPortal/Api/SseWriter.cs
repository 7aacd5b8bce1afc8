using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LatencyPortal.Api;

/// <summary>Writes server-sent events, flushed at once unless told otherwise.</summary>
internal sealed class SseWriter(HttpResponse response) : IDisposable
{
    private readonly PipeWriter _body = response.BodyWriter;
    private Utf8JsonWriter? _json;

    /// <summary>Whether the stream has begun, so that a failure can no longer be told by the status.</summary>
    public bool Begun { get; private set; }

    /// <summary>Sets the headers; the status can no longer change after the first event.</summary>
    public void Begin()
    {
        Begun = true;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // a buffering proxy would turn the stream into one late lump
    }

    /// <summary>Writes an event with a name.</summary>
    public ValueTask WriteAsync<T>(string name, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        _body.Write("event: "u8);
        _body.Write(Encoding.UTF8.GetBytes(name));
        _body.Write("\n"u8);
        return WriteAsync(value, type, cancellationToken);
    }

    public ValueTask WriteAsync<T>(T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        Add(value, type);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Writes an event that goes with the next one: each flush is a call of the system.</summary>
    public void Add<T>(T value, JsonTypeInfo<T> type)
    {
        _body.Write("data: "u8);
        (_json ??= new Utf8JsonWriter(_body)).Reset();
        JsonSerializer.Serialize(_json, value, type);
        _body.Write("\n\n"u8);
    }

    public ValueTask WriteDoneAsync(CancellationToken cancellationToken)
    {
        _body.Write("data: [DONE]\n\n"u8);
        return FlushAsync(cancellationToken);
    }

    public void Dispose() => _json?.Dispose();

    private async ValueTask FlushAsync(CancellationToken cancellationToken) => await _body.FlushAsync(cancellationToken);
}

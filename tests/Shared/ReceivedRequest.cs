using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LatencyPortal.Testing;

/// <summary>A request as the scripted endpoint received it.</summary>
public sealed class ReceivedRequest
{
    private readonly TaskCompletionSource _clientLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _scriptAborts;

    internal ReceivedRequest(HttpContext http, string body)
    {
        Body = body;
        Headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The body as text.</summary>
    public string Body { get; }

    /// <summary>The headers; names in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Whether the caller asked for a stream.</summary>
    public bool WantsStream => Json.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    /// <summary>Completes when the client closed the connection before the script had ended.</summary>
    public Task ClientLeftAsync(CancellationToken cancellationToken) => _clientLeft.Task.WaitAsync(cancellationToken);

    /// <summary>Completes when the script has ended, in any way.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => _ended.Task.WaitAsync(cancellationToken);

    /// <summary>Whether the client closed the connection before the script had ended.</summary>
    public bool HasClientLeft => _clientLeft.Task.IsCompleted;

    internal void ClientLeft()
    {
        if (!_scriptAborts)
            _clientLeft.TrySetResult();
    }

    internal void ScriptAborts() => _scriptAborts = true;

    internal void Ended() => _ended.TrySetResult();
}

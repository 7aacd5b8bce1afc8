using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests;

/// <summary>Remembers the messages it was called with and answers nothing.</summary>
internal sealed class RecordingClient : IChatClient
{
    public IReadOnlyList<ChatMessage> Messages { get; private set; } = [];

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Messages = [.. messages];
        return Task.FromResult(new ChatResponse());
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Messages = [.. messages];
        await Task.CompletedTask;
        yield break;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

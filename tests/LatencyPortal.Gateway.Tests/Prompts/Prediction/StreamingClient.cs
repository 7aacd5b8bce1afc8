using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Prompts.Prediction;

/// <summary>A model whose answers begin and end when the test says so.</summary>
internal sealed class StreamingClient : IChatClient
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource<bool>> _calls = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until so many calls have arrived.</summary>
    public async Task ArrivedAsync(int calls, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_calls.Count >= calls)
                    return;
                more = _more.Task;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    public int Calls
    {
        get
        {
            lock (_gate)
                return _calls.Count;
        }
    }

    /// <summary>Lets a call have its first token, or fail before it.</summary>
    public void Begin(int call, bool fails = false)
    {
        lock (_gate)
            _calls[call].SetResult(!fails);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var begin = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _calls.Add(begin);
            _more.SetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (!await begin.Task.WaitAsync(cancellationToken))
            throw new ModelCallException(ModelErrorKind.ProviderError, "It failed.");
        yield return new ChatResponseUpdate(ChatRole.Assistant, "token");
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

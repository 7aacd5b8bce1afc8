using LatencyPortal.Chat.Streaming;
using LatencyPortal.Tests.Chat.Streaming;
using Microsoft.JSInterop;

namespace LatencyPortal.Tests.Chat;

/// <summary>The page's module without a browser: draws the operations into a <see cref="DrawnBody"/>.</summary>
internal sealed class RecordingModule : IJSObjectReference
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _drawn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DrawnBody Body { get; } = new();

    public int Calls { get; private set; }

    /// <summary>Waits until the body shows this text.</summary>
    public async Task ShownAsync(string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task drawn;
            lock (_gate)
            {
                if (Body.Html.Contains(text, StringComparison.Ordinal))
                    return;
                drawn = _drawn.Task;
            }

            await drawn.WaitAsync(cancellationToken);
        }
    }

    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => InvokeAsync<TValue>(identifier, default, args);

    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (identifier == "colour")
            return ValueTask.FromResult(default(TValue)!);
        if (identifier != "apply")
            throw new JSException($"There is no {identifier}.");
        lock (_gate)
        {
            Body.Apply((MarkdownBatch)args![2]!);
            Calls++;
            _drawn.SetResult();
            _drawn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return ValueTask.FromResult(default(TValue)!);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

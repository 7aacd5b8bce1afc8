using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Prompts.Insight;

/// <summary>A section that computes for seconds: one work at a time, which can be cancelled and ends when the page is left.</summary>
public abstract class LongWork : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private CancellationTokenSource? _running;

    /// <summary>Whether it computes now.</summary>
    protected bool IsRunning => _running is not null;

    /// <summary>Why the last work failed, as a sentence.</summary>
    protected string? Problem { get; private set; }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what runs.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _closed.Cancel();
        _closed.Dispose();
    }

    /// <summary>Ends what runs; the page stays.</summary>
    protected void Cancel() => _running?.Cancel();

    /// <summary>Computes, unless something is computed already.</summary>
    /// <param name="cannot">What cannot be done when the working copy is no template.</param>
    /// <param name="work">Computes.</param>
    protected async Task RunAsync(string cannot, Func<CancellationToken, Task> work)
    {
        if (IsRunning)
            return;
        using var running = _running = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        Problem = null;
        try
        {
            await work(running.Token);
        }
        catch (TemplateException e)
        {
            Problem = $"{cannot} {e.Message}";
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            Problem = $"The trace cannot be read: {e.Message}";
        }
        catch (SqliteException e)
        {
            Problem = $"The request records cannot be read: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            // Cancelled, or the page was left.
        }
        finally
        {
            _running = null;
        }
    }
}

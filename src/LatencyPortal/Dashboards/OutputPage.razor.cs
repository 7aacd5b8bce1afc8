using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Dashboards;

/// <summary>How long answers are, by model, temperature and template. The address is the state.</summary>
public sealed partial class OutputPage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private LatencyQuery _query = LatencyQuery.Parse(null, null);
    private OutputView? _view;
    private string? _problem;

    /// <summary>Key of a <see cref="TimeRange"/>.</summary>
    [SupplyParameterFromQuery] public string? Range { get; set; }

    /// <summary>Only this model or pool.</summary>
    [SupplyParameterFromQuery] public string? Model { get; set; }

    [Inject] private LatencyReader Reader { get; init; } = null!;

    /// <inheritdoc />
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var query = _query = LatencyQuery.Parse(Range, Model);
        try
        {
            var view = await Reader.ReadOutputAsync(query, _closed.Token);
            if (query == _query) // otherwise another range was chosen meanwhile; its own reading is under way
                (_view, _problem) = (view, null);
        }
        catch (SqliteException e)
        {
            _problem = e.Message;
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }
}

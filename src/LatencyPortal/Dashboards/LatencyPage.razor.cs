using LatencyPortal.Controls;
using LatencyPortal.Telemetry;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;
using Microsoft.JSInterop;

namespace LatencyPortal.Dashboards;

/// <summary>
/// How fast the models answer. The address is the state; the page follows new records, at most once a second and less
/// often where reading takes long.
/// </summary>
public sealed partial class LatencyPage
{
    private const int RestPerLoad = 4;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // The range moves on even when nothing happens.
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _closed = new();
    private LatencyQuery _query = LatencyQuery.Parse(null, null);
    private LatencyView? _view;
    private string? _problem;
    private volatile bool _changed;
    private long _loadedAt;
    private TimeSpan _loadTook;

    /// <summary>Key of a <see cref="TimeRange"/>.</summary>
    [SupplyParameterFromQuery] public string? Range { get; set; }

    /// <summary>Only this model or pool.</summary>
    [SupplyParameterFromQuery] public string? Model { get; set; }

    [Inject] private LatencyReader Reader { get; init; } = null!;

    [Inject] private TelemetryWriter Writer { get; init; } = null!;

    [Inject] private BrowserClock Clock { get; init; } = null!;

    [Inject] private TimeProvider Time { get; init; } = null!;

    /// <inheritdoc />
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var closed = _closed.Token;
        _ = WatchAsync(closed);
        _ = FollowAsync(closed);
        try
        {
            await Clock.ReadAsync();
        }
        catch (JSException)
        {
            // Times stand on the server's clock then.
        }
    }

    /// <inheritdoc />
    protected override Task OnParametersSetAsync()
    {
        _query = LatencyQuery.Parse(Range, Model);
        return LoadAsync(_closed.Token);
    }

    private async Task LoadAsync(CancellationToken closed)
    {
        var query = _query;
        var begin = Time.GetTimestamp();
        try
        {
            var view = await Reader.ReadAsync(query, closed);
            if (query != _query)
                return; // another range was chosen meanwhile; its own reading is under way
            _view = view;
            _problem = null;
        }
        catch (SqliteException e)
        {
            _problem = e.Message;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _loadedAt = Time.GetTimestamp();
        _loadTook = Time.GetElapsedTime(begin, _loadedAt);
    }

    private async Task WatchAsync(CancellationToken closed)
    {
        try
        {
            await foreach (var record in Writer.WatchAsync(closed))
                _changed |= _query.Model is not { } name || record.Model == name || record.Pool == name;
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task FollowAsync(CancellationToken closed)
    {
        using var beat = new PeriodicTimer(Beat, Time);
        try
        {
            while (await beat.WaitForNextTickAsync(closed))
            {
                var rested = Time.GetElapsedTime(_loadedAt);
                if (rested < _loadTook * RestPerLoad || (!_changed && rested < LongestRest))
                    continue;
                _changed = false;
                await InvokeAsync(async () =>
                {
                    await LoadAsync(closed);
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }
}

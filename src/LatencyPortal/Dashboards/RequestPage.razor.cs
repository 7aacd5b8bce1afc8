using LatencyPortal.Controls;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;
using Microsoft.JSInterop;

namespace LatencyPortal.Dashboards;

/// <summary>One request with all its stamps. One that still runs appears as soon as its record is written.</summary>
public sealed partial class RequestPage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private RequestRecord? _record;
    private RequestAttempts? _attempts;
    private string? _problem;
    private bool _loaded;

    /// <summary>Identity of the record; anything else is simply not found.</summary>
    [Parameter] public required string Id { get; set; }

    [Inject] private RecordStore Records { get; init; } = null!;

    [Inject] private TelemetryWriter Writer { get; init; } = null!;

    [Inject] private BrowserClock Clock { get; init; } = null!;

    /// <inheritdoc />
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _ = WatchAsync(_closed.Token);
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
    protected override async Task OnParametersSetAsync()
    {
        _record = null;
        _attempts = null;
        _problem = null;
        await LoadAsync();
        _loaded = true;
    }

    private async Task LoadAsync()
    {
        try
        {
            if (!Guid.TryParse(Id, out var id) || await Records.FindAsync(id, _closed.Token) is not { } record)
                return;
            _attempts = await Records.FindAttemptsAsync(RequestAttempts.RequestOf(record), _closed.Token);
            _record = record;
        }
        catch (SqliteException e)
        {
            _problem = e.Message;
        }
    }

    private static bool IsAttemptOf(RequestRecord? shown, RequestRecord other) =>
        shown is not null && RequestAttempts.RequestOf(shown) == RequestAttempts.RequestOf(other);

    private async Task WatchAsync(CancellationToken closed)
    {
        try
        {
            await foreach (var record in Writer.WatchAsync(closed))
            {
                if (!Guid.TryParse(Id, out var id) || (record.Id != id && !IsAttemptOf(_record, record)))
                    continue;
                await InvokeAsync(async () =>
                {
                    await LoadAsync();
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

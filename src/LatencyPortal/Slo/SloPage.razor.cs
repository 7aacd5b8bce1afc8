using LatencyPortal.Controls;
using LatencyPortal.Telemetry.Slo;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;
using Microsoft.JSInterop;
using MudBlazor;

namespace LatencyPortal.Slo;

/// <summary>Whether the promises hold, the worst budget first.</summary>
public sealed partial class SloPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<SloView> _views = [];
    private ObjectiveInput? _edited;
    private string? _problem;
    private int _waiting;
    private bool _read;

    [Inject] internal SloReader Reader { get; init; } = null!;

    [Inject] internal SloStore Counts { get; init; } = null!;

    [Inject] internal ObjectiveStore Objectives { get; init; } = null!;

    [Inject] internal BrowserClock Clock { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    [Inject] internal ISnackbar Snackbar { get; init; } = null!;

    /// <inheritdoc />
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        try
        {
            await Clock.ReadAsync();
            await ReadAsync();
            _ = FollowAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or JSDisconnectedException)
        {
            // The page was left.
        }
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Period, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_closed.Token))
            {
                await InvokeAsync(async () =>
                {
                    await ReadAsync();
                    StateHasChanged();
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            _views = await Reader.ReadAsync(_closed.Token);
            _waiting = await Task.Run(Counts.Waiting, _closed.Token);
            (_problem, _read) = (null, true);
        }
        catch (SqliteException e)
        {
            _problem = $"The counts cannot be read: {e.Message}";
        }
    }

    private async Task SaveAsync(SloObjective objective)
    {
        await Objectives.SaveAsync(objective, _closed.Token);
        _edited = null;
        await ReadAsync();
    }

    private async Task DeleteAsync(SloObjective objective)
    {
        await Objectives.DeleteAsync(objective.Id, _closed.Token);
        await ReadAsync();
        Snackbar.Add($"{objective.Name} is deleted.", Severity.Normal, options =>
        {
            options.Action = "Undo";
            options.OnClick = _ => InvokeAsync(() => SaveAsync(objective));
        });
    }
}

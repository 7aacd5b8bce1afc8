using LatencyPortal.Controls;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Resilience;
using LatencyPortal.Settings;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace LatencyPortal.Fleet;

/// <summary>Endpoints by region and pools, as they stand now.</summary>
public sealed partial class FleetPage : ComponentBase
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<EndpointView>? _endpoints;
    private IReadOnlyList<Region> _regions = [];
    private FleetView _fleet = new([], [], []);
    private double _scale;
    private string? _draining;

    [Inject] internal ModelGateway Gateway { get; init; } = null!;

    [Inject] internal EndpointStore Store { get; init; } = null!;

    [Inject] internal ConnectionLog Log { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    [Inject] internal ISnackbar Snackbar { get; init; } = null!;

    private string Summary
    {
        get
        {
            var healthy = _fleet.Endpoints.Count(endpoint => EndpointState.Of(endpoint, Log.Of(endpoint.Name).Latest).Css == "good");
            var running = _fleet.Endpoints.Sum(endpoint => endpoint.InFlight);
            return $"{healthy} of {_fleet.Endpoints.Count} {(_fleet.Endpoints.Count == 1 ? "endpoint" : "endpoints")} healthy, {running} {(running == 1 ? "call" : "calls")} in flight. The way to each one is measured twice a minute; figures of models are of the last 15 minutes.";
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Store.Changed -= OnChanged;
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Store.Changed += OnChanged;
        await LoadAsync();
        _ = FollowAsync(_leaving.Token);
    }

    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        try
        {
            await LoadAsync();
            StateHasChanged();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The user left the page.
        }
    });

    private async Task LoadAsync()
    {
        _endpoints = await Store.ListAsync(_leaving.Token);
        Look();
    }

    private async Task FollowAsync(CancellationToken leaving)
    {
        using var beat = new PeriodicTimer(Beat, Time);
        try
        {
            while (await beat.WaitForNextTickAsync(leaving))
            {
                await InvokeAsync(() =>
                {
                    Look();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The user left the page.
        }
    }

    private void Look()
    {
        _fleet = Gateway.ViewFleet();
        _scale = FleetScale.EndOf(_endpoints!.Select(endpoint => Log.Of(endpoint.Name).Median.TotalMs));
        _regions =
        [
            .. _endpoints!.GroupBy(endpoint => endpoint.Region ?? "", StringComparer.OrdinalIgnoreCase)
                // Those without a region come last.
                .OrderBy(group => group.Key.Length == 0).ThenBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
                .Select((group, i) => new Region($"region-{i}", group.Key.Length == 0 ? "No region named" : group.Key, DistanceOf(group), [.. group])),
        ];
    }

    private string DistanceOf(IEnumerable<EndpointView> endpoints) =>
        endpoints.Select(endpoint => Log.Of(endpoint.Name).Median.ConnectMs).OfType<double>().Order().ToList() is { Count: > 0 } connects
            ? $"{Milliseconds.Format(connects[(connects.Count - 1) / 2])} for a round trip"
            : "not measured yet";

    private FleetEndpoint StandingOf(EndpointView endpoint) =>
        _fleet.Endpoints.FirstOrDefault(standing => standing.Name == endpoint.Name)
        ?? new FleetEndpoint(endpoint.Name, endpoint.Region, endpoint.Drained, BreakerState.Closed, TimeSpan.Zero, Rests: false, new QueueState(0, 0, 0, 0));

    private IReadOnlyList<FleetModel> ModelsOf(EndpointView endpoint) => [.. _fleet.Models.Where(model => model.Endpoint == endpoint.Name)];

    private async Task DrainAsync(string name, bool drained)
    {
        _draining = name;
        try
        {
            await Store.SetDrainedAsync(name, drained, _leaving.Token);
            Snackbar.Add(drained ? $"{name} is drained: nothing new is sent to it." : $"{name} takes calls again.", Severity.Normal, options =>
            {
                options.Action = "Undo";
                options.OnClick = _ => InvokeAsync(() => DrainAgainAsync(name, !drained));
            });
        }
        finally
        {
            _draining = null;
        }
    }

    /// <summary>Undo needs no undo: the button is still there.</summary>
    private Task DrainAgainAsync(string name, bool drained) => Store.SetDrainedAsync(name, drained, CancellationToken.None);

    private sealed record Region(string Id, string Name, string Distance, IReadOnlyList<EndpointView> Endpoints);
}

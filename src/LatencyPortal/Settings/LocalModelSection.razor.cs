using LatencyPortal.Gateway;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings;

/// <summary>Shows the models inside the portal and what they have saved; one that cannot be used can be tried again.</summary>
public sealed partial class LocalModelSection : ComponentBase, IDisposable
{
    private static readonly TimeSpan CountersAge = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _leaving = new();
    private readonly Dictionary<string, LocalModelCard> _cards = new(StringComparer.Ordinal);
    private Dictionary<string, LocalModelCounters> _counters = new(StringComparer.Ordinal);
    private bool _busy;
    private string? _focus;

    [Inject] internal EndpointStore Store { get; init; } = null!;

    [Inject] internal ModelGateway Gateway { get; init; } = null!;

    [Inject] internal IOptions<PortalOptions> Options { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    private IReadOnlyList<ModelDescription> Models => [.. Gateway.Models.Where(model => model.IsLocal)];

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
        await ReadCountersAsync();
        _ = WatchAsync(_leaving.Token);
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The button that was pressed is gone when its model works; the keyboard goes on at the model.
        if (_focus is not { } id || !_cards.TryGetValue(id, out var card))
            return;
        _focus = null;
        await card.FocusAsync();
    }

    private async Task RetryAsync(string id)
    {
        _busy = true;
        try
        {
            await Store.ReapplyAsync(_leaving.Token);
            await ReadCountersAsync();
            if (Gateway.TryGet(id, out _))
                _focus = id;
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The user left the page.
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task WatchAsync(CancellationToken leaving)
    {
        using var timer = new PeriodicTimer(CountersAge, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(leaving))
                await InvokeAsync(DrawAsync);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The user left the page.
        }
    }

    private void OnChanged() => _ = InvokeAsync(DrawAsync);

    private async Task DrawAsync()
    {
        if (_leaving.IsCancellationRequested)
            return;
        await ReadCountersAsync();
        StateHasChanged();
    }

    private async Task ReadCountersAsync()
    {
        var counters = new Dictionary<string, LocalModelCounters>(StringComparer.Ordinal);
        foreach (var model in Models)
        {
            if (await Gateway.ReadCountersAsync(model.Id) is { } read)
                counters[model.Id] = read;
        }

        _counters = counters;
    }
}

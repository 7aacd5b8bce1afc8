using LatencyPortal.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LatencyPortal.Chat.Anatomy;

/// <summary>
/// Marks on the text of an answer: where it stood still, and who proposed it. They are painted beside the text and never change
/// it; while the answer streams they are sent at most twice a second, and only to panels that are open.
/// </summary>
public sealed partial class AnatomyMarks : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _leaving = new();
    private ElementReference _root;
    private IJSObjectReference? _module;
    private PlacedMarks _placed = PlacedMarks.None;
    private AnswerMarks? _drawn;
    private long _drawnAt;
    private bool _ready;
    private bool _supported;
    private bool _shown;
    private bool _drawing;

    /// <summary>What there is to mark.</summary>
    [Parameter, EditorRequired] public object? Source { get; set; }

    /// <summary>Reads the Markdown of the answer.</summary>
    [Parameter, EditorRequired] public Func<Task<string>> Text { get; set; } = null!;

    [Inject] internal IJSRuntime Js { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    private AnswerMarks? Marks => (AnswerMarks?)Source;

    private bool HasOrigins => Marks is { Origins.Count: > 0 };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        _leaving.Dispose();
        if (_module is null)
            return;
        try
        {
            await _module.InvokeVoidAsync("clear");
            await _module.DisposeAsync();
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The browser has left already.
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _module = await Js.InvokeAsync<IJSObjectReference>("import", _leaving.Token, "./Chat/Anatomy/AnatomyMarks.razor.js");
                (_supported, _shown) = (await _module.InvokeAsync<bool>("supported", _leaving.Token), await _module.InvokeAsync<bool>("remembered", _leaving.Token));
                _ready = true;
            }

            if (_ready && !_drawing && !Equal(_drawn, Marks))
                await DrawAsync();
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone, or shows its text without marks.
        }
    }

    /// <summary>Marks only grow at their end.</summary>
    private static bool Equal(AnswerMarks? a, AnswerMarks? b) => ReferenceEquals(a, b)
        || (a is not null && b is not null && a.Stalls.Count == b.Stalls.Count && a.Origins.Count == b.Origins.Count
            && (a.Origins.Count == 0 || a.Origins[^1] == b.Origins[^1]));

    private async Task DrawAsync()
    {
        _drawing = true;
        try
        {
            if (_drawn is not null && Period - Time.GetElapsedTime(_drawnAt) is { Ticks: > 0 } early)
                await Task.Delay(early, Time, _leaving.Token);
            (_drawn, _drawnAt) = (Marks, Time.GetTimestamp());
            _placed = _drawn is null ? PlacedMarks.None : MarkPlacer.Place(await Text(), _drawn);
            if (_supported)
            {
                var origins = _shown ? _placed.Origins : PlacedMarks.None.Origins;
                await _module!.InvokeVoidAsync("show", _leaving.Token, _root, origins, _placed.Stalls.Select(stall => stall.At));
            }
        }
        finally
        {
            _drawing = false;
        }

        StateHasChanged();
    }

    private async Task ToggleAsync(ChangeEventArgs change)
    {
        _shown = change.Value is true;
        await _module!.InvokeVoidAsync("remember", _leaving.Token, _shown);
        await DrawAsync();
    }

    private async Task JumpAsync(PlacedStall stall) => await _module!.InvokeVoidAsync("jump", _leaving.Token, _root, stall.At);
}

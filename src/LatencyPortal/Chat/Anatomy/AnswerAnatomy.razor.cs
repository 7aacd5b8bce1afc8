using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Chat.Anatomy;

/// <summary>
/// Where the time of one answer goes: a line under it, and a panel on a click. While the answer is made it is drawn anew at most
/// five times a second, and only what changed travels.
/// </summary>
public sealed partial class AnswerAnatomy : ComponentBase, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _leaving = new();
    private AnswerAnatomyData _data = new(AnswerFigures.None, null, null);
    private RequestRecord? _record;
    private int _attempts = 1;
    private bool? _isLocal;
    private bool _open;
    private bool _ticking;

    /// <summary>The message.</summary>
    [Parameter, EditorRequired] public object Answer { get; set; } = null!;

    /// <summary>The job that makes it, as long as there is one.</summary>
    [Parameter] public object? Job { get; set; }

    /// <summary>Where it stands.</summary>
    [Parameter, EditorRequired] public object State { get; set; } = null!;

    /// <summary>Its figures once it has ended.</summary>
    [Parameter, EditorRequired] public object Source { get; set; } = null!;

    /// <summary>Its request record.</summary>
    [Parameter] public Guid? RequestId { get; set; }

    /// <summary>Its marks once it has ended.</summary>
    [Parameter] public object? Marked { get; set; }

    /// <summary>
    /// Gives the frame of the answer that is on its way to the screen. Figures wait for it and go with the next one, because a browser
    /// that is slow should not paint twice.
    /// </summary>
    [Parameter] public Func<Task>? Frame { get; set; }

    [Inject] internal ModelGateway Gateway { get; init; } = null!;

    [Inject] internal RecordStore Records { get; init; } = null!;

    [Inject] internal TelemetryWriter Writer { get; init; } = null!;

    [Inject] internal ConversationStore Store { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    private Message Message => (Message)Answer;

    private bool IsRunning => (MessageState)State == MessageState.Streaming && Job is not null;

    private string PanelId => $"anatomy-{Message.Id:n}";

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (IsRunning && !_ticking)
        {
            _isLocal = Gateway.Models.FirstOrDefault(model => model.Id == Message.Model)?.IsLocal;
            _ticking = true;
            _ = TickAsync(_leaving.Token);
        }

        _record ??= (Job as GenerationJob)?.Context.Record;
        Read();
    }

    private void Read() => _data = IsRunning
        ? AnswerAnatomyData.Live((GenerationJob)Job!, Message.Model, _isLocal)
        : AnswerAnatomyData.Ended((AnswerFigures)Source, (AnswerMarks?)Marked, _record, _attempts);

    private async Task TickAsync(CancellationToken leaving)
    {
        using var timer = new PeriodicTimer(Period, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(leaving) && IsRunning)
            {
                await FrameEndAsync();
                Read();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }

        _ticking = false;
    }

    private async Task FrameEndAsync()
    {
        if (Frame?.Invoke() is { IsCompleted: false } frame)
            await frame.WaitAsync(_leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _leaving.Token.ThrowIfCancellationRequested();
    }

    private async Task ToggleAsync()
    {
        _open = !_open;
        if (!_open || IsRunning || RequestId is not { } id)
            return;
        try
        {
            // Also what was written a moment ago, and the paint that was reported after it.
            await Writer.FlushAsync(_leaving.Token);
            _record = await Records.FindAsync(id, _leaving.Token) ?? _record;
            if (_record is { } found && await Records.FindAttemptsAsync(RequestAttempts.RequestOf(found), _leaving.Token) is { } request)
                (_record, _attempts) = (request.Deciding.Id == found.Id ? request.Whole : found, request.All.Count);
        }
        catch (Exception e) when (e is SqliteException or OperationCanceledException)
        {
            // What is kept with the answer is shown; the rest stays blank.
        }

        Read();
    }

    private async Task<string> ReadText() => Job is GenerationJob job && IsRunning
        ? job.Text
        : (await Store.FindMessageAsync(Message.Id, _leaving.Token))?.Content ?? "";
}

using LatencyPortal.Chat.Streaming;
using LatencyPortal.Controls.Markdown;
using LatencyPortal.Data;
using LatencyPortal.Telemetry;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LatencyPortal.Chat;

/// <summary>
/// One answer. While it is being made, its body is filled by the page's module with block operations: one call in flight,
/// and whatever arrives meanwhile goes along with the next. The first piece is sent at once.
/// </summary>
public sealed partial class AnswerView : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan FramePeriod = TimeSpan.FromMilliseconds(33);
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _leaving = new();
    private ElementReference _body;
    private Task? _following;
    private GenerationJob? _job;
    private bool _live;
    private bool _started;
    private int _sequence;
    private string _html = "";
    private AnswerMarks? _marks;
    private string? _error;
    private Guid? _requestId;
    private MessageState _state;
    private AnswerFigures _figures = AnswerFigures.None;

    [Parameter, EditorRequired] public object Answer { get; set; } = null!;

    [Parameter] public bool IsLast { get; set; }

    /// <summary>The page's module, once it is loaded.</summary>
    [Parameter] public IJSObjectReference? Module { get; set; }

    [Inject] internal GenerationRegistry Generations { get; init; } = null!;

    [Inject] internal ConversationStore Store { get; init; } = null!;

    [Inject] internal TelemetryWriter Telemetry { get; init; } = null!;

    [Inject] internal CircuitConnection Connection { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    private Message Message => (Message)Answer;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        if (_following is not null)
            await _following;
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Show(Message);
        if (_state != MessageState.Streaming)
            return;
        if (Generations.TryGet(Message.Id, out _job))
        {
            _live = true;
            return;
        }

        // It ended between the page's query and now.
        if (await Store.FindMessageAsync(Message.Id, _leaving.Token) is { } message)
            Show(message);
    }

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        if (_live && _following is null && Module is not null)
            _following = FollowAsync(Module, _job!);
    }

    private void Show(Message message)
    {
        (_state, _error, _requestId, _marks) = (message.State, message.Error, message.RequestId, message.Marks);
        _figures = new AnswerFigures(message.TtftMs, message.TpotMs, message.OutputTokens, message.TokensEstimated);
        _html = SafeMarkdown.ToHtml(message.Content);
    }

    private async Task FollowAsync(IJSObjectReference module, GenerationJob job)
    {
        try
        {
            await DrawAsync(module, job);
        }
        catch (Exception e) when (e is OperationCanceledException or JSDisconnectedException or ObjectDisposedException)
        {
            // The page is gone; the job goes on without it.
        }
        catch (JSException)
        {
            // The connection broke in the middle of a call. The text is safe: draw it from the log as one piece.
            await RedrawAsync(job);
        }
    }

    private async Task DrawAsync(IJSObjectReference module, GenerationJob job)
    {
        var markdown = new MarkdownStream();
        AnswerEnd? end = null;
        await foreach (var batch in job.Log.ReadAsync(0, _leaving.Token))
        {
            end = Take(batch, markdown);
            if (end is not null)
                break;
            var drawn = Time.GetTimestamp();
            await ApplyAsync(module, markdown.Flush());
            if (!_started)
            {
                _started = true;
                ReportPaint(job);
                StateHasChanged();
            }

            var wait = FramePeriod - Time.GetElapsedTime(drawn);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, Time, _leaving.Token);
        }

        if (markdown.Length > 0)
            await ApplyAsync(module, markdown.Complete());
        if (!_started && markdown.Length > 0)
            ReportPaint(job);
        Finish(markdown.Text, end);
    }

    private static AnswerEnd? Take(IReadOnlyList<MessageEvent> batch, MarkdownStream markdown)
    {
        foreach (var item in batch)
        {
            if (item.End is { } end)
                return end;
            markdown.Append(item.Text);
        }

        return null;
    }

    /// <summary>
    /// Sends changes and waits until they are applied. A call that was under way when the connection broke never returns: then the
    /// module says how far it came, and what it missed is sent again.
    /// </summary>
    private async Task ApplyAsync(IJSObjectReference module, MarkdownBatch batch)
    {
        if (batch.IsEmpty)
            return;
        _sequence++;
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token, Connection.Current);
            limit.CancelAfter(CallLimit);
            try
            {
                // Applying twice is harmless: the module knows the number of what it has.
                await module.InvokeVoidAsync("apply", limit.Token, _body, _sequence, batch, !_started);
                return;
            }
            catch (OperationCanceledException) when (!_leaving.IsCancellationRequested)
            {
                // The connection came back, or the browser is very slow.
            }
        }
    }

    /// <summary>t5: the module answers the first call after the browser has painted.</summary>
    private void ReportPaint(GenerationJob job)
    {
        if (job.Context.Timeline.Stamps.FirstPaint is not null)
            return;
        job.Context.Timeline.MarkPaint();
        job.Timings.AddFirstPaint();
        if (job.Context.Record is { } record && job.Context.Timeline.Stamps.FirstPaint is { } paint)
            Telemetry.TryReportPaint(record.Id, paint);
    }

    private async Task RedrawAsync(GenerationJob job)
    {
        var markdown = new MarkdownStream();
        try
        {
            await foreach (var batch in job.Log.ReadAsync(0, _leaving.Token))
            {
                if (Take(batch, markdown) is not { } end)
                    continue;
                _live = false;
                Finish(markdown.Text, end);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private void Finish(string text, AnswerEnd? end)
    {
        _started = true;
        if (!_live)
            _html = SafeMarkdown.ToHtml(text);
        if (end is not null)
            (_state, _error, _requestId, _figures, _marks) = (end.State, end.Error, end.RequestId, end.Figures, end.Marks);
        StateHasChanged();
    }
}

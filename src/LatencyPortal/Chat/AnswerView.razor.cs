using LatencyPortal.Controls;
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
    private static readonly TimeSpan FiguresPeriod = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _leaving = new();
    private ElementReference _body;
    private Task? _following;
    private GenerationJob? _job;
    private bool _live;
    private bool _started;
    private string _text = "";
    private string _html = "";
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
        (_state, _error, _requestId, _text) = (message.State, message.Error, message.RequestId, message.Content);
        _figures = new AnswerFigures(message.TtftMs, message.TpotMs, message.OutputTokens, message.TokensEstimated);
        _html = SafeMarkdown.ToHtml(_text);
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
        var drawn = 0L;
        var figuresShown = 0L;
        AnswerEnd? end = null;
        await using var batches = job.Log.ReadAsync(0, _leaving.Token).GetAsyncEnumerator(_leaving.Token);
        var more = batches.MoveNextAsync().AsTask();
        while (await more)
        {
            end = Take(batches.Current, markdown);
            if (end is not null)
                break;
            more = batches.MoveNextAsync().AsTask();
            if (!_started)
            {
                _started = true;
                await ApplyAsync(module, markdown.Flush(), first: true);
                ReportPaint(job);
                StateHasChanged();
            }
            else
            {
                await ApplyAsync(module, markdown.Flush(), first: false);
            }

            if (Time.GetElapsedTime(figuresShown) >= FiguresPeriod)
            {
                _figures = AnswerFigures.Live(job.Context.Timeline);
                figuresShown = Time.GetTimestamp();
                StateHasChanged();
            }

            var wait = FramePeriod - Time.GetElapsedTime(drawn);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, Time, _leaving.Token);
            drawn = Time.GetTimestamp();
        }

        if (markdown.Text.Length > 0)
            await ApplyAsync(module, markdown.Complete(), first: !_started);
        if (!_started && markdown.Text.Length > 0)
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

    private ValueTask ApplyAsync(IJSObjectReference module, List<MarkdownOperation> operations, bool first) =>
        module.InvokeVoidAsync("apply", _leaving.Token, _body, operations, first);

    /// <summary>t5: the module answers the first call after the browser has painted.</summary>
    private void ReportPaint(GenerationJob job)
    {
        if (job.Context.Timeline.Stamps.FirstPaint is not null)
            return;
        job.Context.Timeline.MarkPaint();
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
        (_text, _started) = (text, true);
        if (!_live)
            _html = SafeMarkdown.ToHtml(text);
        if (end is not null)
            (_state, _error, _requestId, _figures) = (end.State, end.Error, end.RequestId, end.Figures);
        StateHasChanged();
    }
}

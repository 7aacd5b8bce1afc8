using System.Text;
using LatencyPortal.Chat.CodeColours;
using LatencyPortal.Chat.Drawing;
using LatencyPortal.Controls.Markdown;
using LatencyPortal.Data;
using LatencyPortal.Telemetry;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LatencyPortal.Chat;

/// <summary>
/// One answer. While it is being made, its body is filled by the page's module with operations; see <see cref="AnswerDrawing"/>.
/// </summary>
public sealed partial class AnswerView : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ElementReference _body;
    private ElementReference _thoughts;
    private Task? _following;
    private Task? _colouring;
    private GenerationJob? _job;
    private AnswerDrawing? _drawing;
    private bool _live;
    private bool _started;
    private bool _thinks;
    private string _html = "";
    private string _thoughtsHtml = "";
    private List<CodeBlockText> _code = [];
    private AnswerMarks? _marks;
    private string? _error;
    private Guid? _requestId;
    private MessageState _state;
    private AnswerFigures _figures = AnswerFigures.None;

    [Parameter, EditorRequired] public object Answer { get; set; } = null!;

    /// <summary>What else can be done with the answer.</summary>
    [Parameter] public RenderFragment? Tools { get; set; }

    /// <summary>The page's module, once it is loaded.</summary>
    [Parameter] public IJSObjectReference? Module { get; set; }

    [Inject] internal GenerationRegistry Generations { get; init; } = null!;

    [Inject] internal ConversationStore Store { get; init; } = null!;

    [Inject] internal TelemetryWriter Telemetry { get; init; } = null!;

    [Inject] internal CodeColourist Colourist { get; init; } = null!;

    [Inject] internal CircuitConnection Connection { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    private Message Message => (Message)Answer;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await Task.WhenAll(_following ?? Task.CompletedTask, _colouring ?? Task.CompletedTask);
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
        if (Module is null)
            return;
        if (_live)
            _following ??= FollowAsync(Module, _job!);
        else
            _colouring ??= ColourAsync(Module);
    }

    private void Show(Message message)
    {
        (_state, _error, _requestId, _marks) = (message.State, message.Error, message.RequestId, message.Marks);
        _figures = new AnswerFigures(message.TtftMs, message.TpotMs, message.OutputTokens, message.TokensEstimated);
        ShowText(message.Content, message.Reasoning);
    }

    private void ShowText(string text, string reasoning)
    {
        var nodes = SafeMarkdown.ToDom(text);
        (_html, _code, _colouring) = (DomHtml.Of(nodes), CodeBlockText.In(nodes, 0), null);
        _thinks = reasoning.Length > 0;
        _thoughtsHtml = _thinks ? SafeMarkdown.ToHtml(reasoning) : "";
    }

    private async Task FollowAsync(IJSObjectReference module, GenerationJob job)
    {
        var drawing = _drawing = new AnswerDrawing(
            module,
            new BodyStream(module, _body, Connection, Time),
            new BodyStream(module, _thoughts, Connection, Time),
            _body,
            new CodeColouring(Colourist, Connection),
            Time);
        try
        {
            var end = await drawing.RunAsync(job, ms => OnFrame(job, drawing, ms), _leaving.Token);
            _colouring = drawing.Colouring;
            Finish(end);
        }
        catch (Exception e) when (e is OperationCanceledException or JSDisconnectedException or ObjectDisposedException)
        {
            // The page is gone; the job goes on without it.
        }
        catch (JSException)
        {
            // The module could not draw. The text is safe: show it when it is whole, as it would be shown after a reload.
            await RedrawAsync(job);
        }
    }

    private async Task ColourAsync(IJSObjectReference module)
    {
        try
        {
            var colouring = new CodeColouring(Colourist, Connection);
            foreach (var block in _code)
                await colouring.ColourAsync(module, _body, block, _leaving.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or JSException or ObjectDisposedException)
        {
            // The page is gone, or shows its code in one colour.
        }
    }

    private Task FrameAsync() => _drawing?.Frame ?? Task.CompletedTask;

    private void OnFrame(GenerationJob job, AnswerDrawing drawing, double? receivedToPaintedMs)
    {
        if (receivedToPaintedMs is { } ms)
            job.Timings.AddPaint(ms);
        // The anatomy draws its figures itself; everything else that changes is in the body.
        if ((_started || drawing.Length == 0) && (_thinks || !drawing.HasThoughts))
            return;
        (_started, _thinks) = (drawing.Length > 0, drawing.HasThoughts);
        if (_started)
            ReportPaint(job);
        StateHasChanged();
    }

    /// <summary>t5: the first frame is on the screen.</summary>
    private void ReportPaint(GenerationJob job)
    {
        // What an answer that goes on begins with is painted before its first token; that is no paint of this call.
        if (job.Context.Timeline.Stamps is not { FirstPaint: null, FirstToken: not null })
            return;
        job.Context.Timeline.MarkPaint();
        if (job.Context.Record is { } record && job.Context.Timeline.Stamps.FirstPaint is { } paint)
            Telemetry.TryReportPaint(record.Id, paint);
    }

    private async Task RedrawAsync(GenerationJob job)
    {
        var (text, reasoning) = (new StringBuilder(), new StringBuilder());
        try
        {
            await foreach (var item in job.Log.ReadAsync(0, _leaving.Token).SelectMany(batch => batch))
            {
                (item.Kind == MessageEventKind.Reasoning ? reasoning : text).Append(item.Text);
                if (item.End is not { } end)
                    continue;
                _live = false;
                ShowText(text.ToString(), reasoning.ToString());
                Finish(end);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private void Finish(AnswerEnd? end)
    {
        _started = true;
        if (end is not null)
            (_state, _error, _requestId, _figures, _marks) = (end.State, end.Error, end.RequestId, end.Figures, end.Marks);
        StateHasChanged();
    }
}

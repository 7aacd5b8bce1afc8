using System.Threading.Channels;
using LatencyPortal.Chat.CodeColours;
using LatencyPortal.Controls.Markdown;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LatencyPortal.Chat.Drawing;

/// <summary>
/// Draws an answer while it is made: first what there is in one piece, then frame by frame. The first piece is sent at once; a frame
/// begins when the one before is painted, and no sooner than <see cref="FramePeriod"/> after it.
/// </summary>
/// <param name="module">The page's module.</param>
/// <param name="answer">Fills the body of the answer.</param>
/// <param name="thoughts">Fills the body of what the model thinks aloud.</param>
/// <param name="body">The body of the answer.</param>
/// <param name="colouring">Colours code that has settled.</param>
/// <param name="time">The clock.</param>
internal sealed class AnswerDrawing(
    IJSObjectReference module, BodyStream answer, BodyStream thoughts, ElementReference body, CodeColouring colouring, TimeProvider time)
{
    private static readonly TimeSpan FramePeriod = TimeSpan.FromMilliseconds(33);

    private readonly Channel<CodeBlockText> _toColour = Channel.CreateBounded<CodeBlockText>(
        new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true, SingleWriter = true });
    private readonly List<DomNode> _coloured = [];
    private int _codeBlocks;

    /// <summary>The frame that is on its way to the screen; complete between two frames.</summary>
    public Task Frame { get; private set; } = Task.CompletedTask;

    /// <summary>Characters of the answer that are drawn.</summary>
    public int Length => answer.Length;

    /// <summary>Whether the model has thought aloud.</summary>
    public bool HasThoughts => thoughts.Length > 0;

    /// <summary>The colouring of code, which may end after the drawing; it never fails.</summary>
    public Task Colouring { get; private set; } = Task.CompletedTask;

    /// <summary>Draws to the end of the log.</summary>
    /// <param name="job">The job that makes the answer.</param>
    /// <param name="onFrame">Called when a frame is on the screen, with ms from the receipt of its oldest piece to its paint; null when unknown.</param>
    /// <param name="cancellationToken">Ends drawing and colouring; the job goes on.</param>
    /// <returns>How the answer ended.</returns>
    public async Task<AnswerEnd?> RunAsync(GenerationJob job, Action<double?> onFrame, CancellationToken cancellationToken)
    {
        Colouring = ColourAsync(cancellationToken);
        try
        {
            return await DrawAsync(job, onFrame, cancellationToken);
        }
        finally
        {
            _toColour.Writer.Complete();
        }
    }

    private async Task<AnswerEnd?> DrawAsync(GenerationJob job, Action<double?> onFrame, CancellationToken cancellationToken)
    {
        AnswerEnd? end = null;
        var live = job.Timings.Join();
        await foreach (var batch in job.Log.ReadAsync(0, cancellationToken))
        {
            var begun = time.GetTimestamp();
            end = Take(batch);
            if (end is not null)
                break;
            // At zero lies what an earlier call wrote.
            double? waited = batch[0].AtMs > live ? job.Context.Timeline.Elapsed - batch[0].AtMs : null;
            var flush = FlushAsync(cancellationToken);
            Frame = flush;
            var frame = await flush;
            onFrame(waited + frame?.SentToPaintedMs);
            TellSettled();
            var wait = FramePeriod - time.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken);
        }

        await thoughts.CompleteAsync(cancellationToken);
        var last = await answer.CompleteAsync(cancellationToken);
        onFrame(last?.SentToPaintedMs);
        TellSettled();
        TellPatched();
        return end;
    }

    private async Task<FrameTimes?> FlushAsync(CancellationToken cancellationToken)
    {
        await thoughts.FlushAsync(cancellationToken);
        return await answer.FlushAsync(cancellationToken);
    }

    private AnswerEnd? Take(IReadOnlyList<MessageEvent> batch)
    {
        foreach (var item in batch)
        {
            if (item.End is { } end)
                return end;
            (item.Kind == MessageEventKind.Reasoning ? thoughts : answer).Append(item.Text);
        }

        return null;
    }

    private void TellSettled()
    {
        var settled = answer.Settled;
        if (settled.Count <= _coloured.Count)
            return;
        var blocks = CodeBlockText.In(settled.Skip(_coloured.Count), _codeBlocks);
        _coloured.AddRange(settled.Skip(_coloured.Count));
        _codeBlocks += blocks.Count;
        blocks.ForEach(Tell);
    }

    /// <summary>A block that a late link definition replaced has lost its colours.</summary>
    private void TellPatched()
    {
        var settled = answer.Settled;
        if (settled.SequenceEqual(_coloured))
            return;
        CodeBlockText.In(settled, 0).ForEach(Tell);
    }

    private void Tell(CodeBlockText block) => _toColour.Writer.TryWrite(block);

    private async Task ColourAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var block in _toColour.Reader.ReadAllAsync(cancellationToken))
                await colouring.ColourAsync(module, body, block, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or JSException or JSDisconnectedException)
        {
            // Code stays in one colour where the page is gone; when it comes back it is drawn anew.
        }
    }
}

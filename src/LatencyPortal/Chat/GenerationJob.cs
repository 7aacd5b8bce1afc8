using System.Globalization;
using LatencyPortal.Chat.Anatomy;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Chat;

/// <summary>
/// One answer being made. It belongs to the server: no page, tab or connection owns it, they only read its
/// <see cref="Log"/>.
/// </summary>
internal sealed partial class GenerationJob(
    Message answer, ModelGateway gateway, ConversationStore store, PromptBuilder prompts, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan SavePeriod = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private AnswerRecorder? _recorder;
    private AnswerTimings? _timings;
    private MessageState _stopState = MessageState.Stopped;

    public Guid MessageId => answer.Id;

    public Guid ConversationId => answer.ConversationId;

    /// <summary>See <see cref="Message.ComparisonId"/>.</summary>
    public Guid? ComparisonId => answer.ComparisonId;

    public MessageEventLog Log { get; } = new();

    public RequestContext Context { get; } = new(time, "chat");

    /// <summary>Gaps and paints of this answer.</summary>
    public AnswerTimings Timings => _timings ??= new AnswerTimings(Context);

    /// <summary>The text so far.</summary>
    public string Text => Recorder.Text;

    /// <summary>Stalls and origins so far.</summary>
    public AnswerMarks? Marks => Recorder.Marks;

    private AnswerRecorder Recorder => _recorder ??= new AnswerRecorder(Log, () => Context.Timeline.Elapsed);

    /// <summary>Stops the model call; the text so far is kept.</summary>
    /// <param name="state"><see cref="MessageState.Stopped"/> by the user, <see cref="MessageState.Interrupted"/> at shutdown.</param>
    public void Stop(MessageState state)
    {
        _stopState = state;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended a moment ago.
        }
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>Runs to the end; every failure becomes part of the answer, none is thrown.</summary>
    public async Task RunAsync()
    {
        var (state, error) = await GenerateAndSaveAsync();
        var figures = Context.Record is { } record ? AnswerFigures.From(record) : AnswerFigures.None;
        var end = new AnswerEnd(state, error, Context.Record?.Id, figures)
        {
            FinishReason = Recorder.Finish?.Value,
            Reasoning = Recorder.Reasoning,
            Marks = Timings.Mark(Recorder.Marks),
        };
        try
        {
            await store.FinishAsync(answer.Id, Recorder.Text, end, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotStored(e);
            end = end with { Error = $"{error} The answer could not be stored: {Reason(e)} Select its text and copy it before you leave.".TrimStart() };
        }

        Log.Complete(end, Context.Timeline.Elapsed);
    }

    private async Task<(MessageState State, string? Error)> GenerateAndSaveAsync()
    {
        using var ended = new CancellationTokenSource();
        var saving = SaveWhileStreamingAsync(ended.Token);
        try
        {
            return await GenerateAsync();
        }
        finally
        {
            await ended.CancelAsync();
            await saving;
        }
    }

    private async Task<(MessageState State, string? Error)> GenerateAsync()
    {
        // An answer that goes on with another begins with its text: what is there is shown at once.
        var before = answer.Content.Length;
        if (before > 0)
            Recorder.Begin(answer);
        try
        {
            var model = Resolve(answer.Model!);
            var (messages, options) = await prompts.BuildAsync(answer, model.Description, Context, _stop.Token);
            await foreach (var update in model.Client.GetStreamingResponseAsync(messages, Context.Attach(options), _stop.Token))
                Recorder.Take(update);
            return (MessageState.Complete, Note(Recorder.Finish, before));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return (_stopState, null);
        }
        catch (ModelCallException e)
        {
            return (MessageState.Failed, e.Message);
        }
        catch (TemplateException e)
        {
            return (MessageState.Failed, $"{e.Message} The template of this chat is chosen under Parameters.");
        }
        catch (Exception e)
        {
            LogFailed(e);
            return (MessageState.Failed, $"The portal could not make this answer: {Reason(e)}");
        }
    }

    /// <summary>What the reader has to know about an answer that ended otherwise than by its own end.</summary>
    private string? Note(ChatFinishReason? finish, int before)
    {
        if (Context.Record is { WasCutByRoute: true, MaxOutputTokens: { } most })
            return string.Create(CultureInfo.InvariantCulture, $"Cut off: the portal's limit of {most:N0} tokens for {answer.Model} ended this answer. Press Continue to go on; the limit is set on Settings, under Output limits.");
        if (finish == ChatFinishReason.Length)
            return "Cut off: the limit of tokens was reached. Press Continue to go on, or begin a new conversation if this one is long.";
        if (finish == LocalFinish.Repetition)
            return "Ended: the answer only repeated itself. Ask again, perhaps with other words.";
        if (finish == ChatFinishReason.ContentFilter)
            return "The endpoint's content filter ended this answer.";
        if (finish == ChatFinishReason.ToolCalls)
            return "The model asked for a tool, which this portal does not run yet.";
        if (before > 0)
            return Recorder.Text.Length == before ? "The model added nothing: it takes this answer for complete." : null;
        return Recorder.Text.Length == 0 ? "The model ended without any text. Ask again, or choose another model." : null;
    }

    private GatewayModel Resolve(string id)
    {
        if (gateway.TryGet(id, out var model))
            return model;
        var problem = gateway.Models.FirstOrDefault(description => description.Id == id)?.Problem;
        throw problem is null
            ? new ModelCallException(ModelErrorKind.UnknownModel, $"There is no model {id} any more. Ask another one: “Other model” is below.")
            : new ModelCallException(ModelErrorKind.ModelUnavailable, $"{id} cannot be used: {problem}");
    }

    /// <summary>
    /// Stores new text every half second, also while the model pauses. A full disk or a locked database must not end the
    /// answer, nor the saving: it may be mended before the end, which tries once more, and tells.
    /// </summary>
    private async Task SaveWhileStreamingAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(SavePeriod, time);
        var (saved, told) = (0, false);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var (text, reasoning) = (Recorder.Text, Recorder.Reasoning);
                if (text.Length + reasoning.Length == saved)
                    continue;
                try
                {
                    await store.SaveTextAsync(answer.Id, text, reasoning, ended);
                    saved = text.Length + reasoning.Length;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    if (!told)
                        LogNotStored(e);
                    told = true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The answer has ended; its last text is stored together with how it ended.
        }
    }

    private static string Reason(Exception e) => (e.InnerException ?? e).Message;

    [LoggerMessage(Level = LogLevel.Error, Message = "An answer failed inside the portal")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "An answer could not be stored")]
    private partial void LogNotStored(Exception exception);
}

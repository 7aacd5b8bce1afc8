using LatencyPortal.Dashboards;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Settings;

/// <summary>
/// Tries an endpoint as it stands in the form: the way to it step by step, its models, then one sentence of a model. Changes while it
/// runs; for one page.
/// </summary>
public sealed class EndpointTrial(ModelGateway gateway, TimeProvider time)
{
    private const string Question = "Say hello in one short sentence.";

    /// <summary>A sentence is shorter; what goes on is cut off, because somebody pays for it.</summary>
    private const int MostCharacters = 400;

    /// <summary>A model that thinks for longer works too; it is just not waited for here.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private TokenTimeline? _timeline;

    /// <summary>The way to the endpoint and its models; <see langword="null"/> while it is measured.</summary>
    public EndpointProbe? Probe { get; private set; }

    /// <summary>The model that is asked.</summary>
    public string? Model { get; private set; }

    /// <summary>What it said so far.</summary>
    public string Answer { get; private set; } = "";

    /// <summary>Why it did not answer, as a sentence.</summary>
    public string? Failure { get; private set; }

    public bool IsRunning { get; private set; } = true;

    /// <summary>The stamps of the call.</summary>
    public RequestStamps? Stamps => _timeline?.Stamps;

    /// <summary>Models that the endpoint lists, or that were given by hand.</summary>
    public IReadOnlyList<string> Models { get; private set; } = [];

    /// <summary>Everything that was measured, one after the other.</summary>
    public IReadOnlyList<Phase> Phases => EndpointTrialPhases.Of(Probe?.Timing, Stamps, _timeline?.Elapsed, IsRunning);

    /// <summary>Runs it to its end; never throws for what the endpoint does.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="model">The model to ask; <see langword="null"/> to choose one.</param>
    /// <param name="changed">Called when there is something new to show.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(EndpointConfig endpoint, string? model, Action changed, CancellationToken cancellationToken)
    {
        try
        {
            Probe = await gateway.MeasureAsync(endpoint, cancellationToken);
            Models = Probe.Models.Count > 0 ? Probe.Models : endpoint.Models;
            Model = model ?? (endpoint.Models is [var first, ..] ? first : TrialModel.ChooseFrom(Models));
            changed();
            // Who cannot be reached, or refuses the key, would only say so twice.
            if (Model is not null && Probe is { Timing.FirstByteMs: not null, Kind: not ModelErrorKind.WrongKey })
                await AskAsync(endpoint, Model, changed, cancellationToken);
        }
        finally
        {
            IsRunning = false;
        }
    }

    private async Task AskAsync(EndpointConfig endpoint, string model, Action changed, CancellationToken cancellationToken)
    {
        var timeline = _timeline = new TokenTimeline(time);
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            timeline.MarkRequestWritten();
            await foreach (var update in gateway.Try(endpoint, model).GetStreamingResponseAsync([new ChatMessage(ChatRole.User, Question)], null, either.Token))
            {
                timeline.MarkHeaders();
                if (update.Text.Length > 0)
                    timeline.MarkToken(visible: true);
                else if (update.Contents.Any(content => content is TextReasoningContent { Text.Length: > 0 }))
                    timeline.MarkToken(visible: false);
                Answer += update.Text;
                changed();
                if (Answer.Length > MostCharacters)
                    break;
            }
        }
        catch (ModelCallException e)
        {
            Failure = e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Failure = $"{model} had not finished one sentence after {Limit.TotalSeconds:0} seconds; the test stopped waiting.";
        }
        finally
        {
            timeline.MarkEnd();
        }
    }
}

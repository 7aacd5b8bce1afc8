using System.Globalization;
using LatencyPortal.Data;
using LatencyPortal.Telemetry.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Chat.Comparing;

/// <summary>The calls of compared answers on one common axis: live while they run, from their records afterwards.</summary>
public sealed partial class TimeAxis : ComponentBase, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _leaving = new();
    private readonly Dictionary<Guid, GenerationJob> _jobs = [];
    private readonly Dictionary<Guid, TimeBar> _measured = [];
    private List<(Guid Id, string Label, TimeBar? Bar)> _bars = [];
    private TimeScale _scale = TimeScale.To(0);
    private Task? _following;

    /// <summary>The compared answers.</summary>
    [Parameter, EditorRequired] public required object Answers { get; set; }

    [Inject] internal GenerationRegistry Generations { get; init; } = null!;

    [Inject] internal RecordStore Records { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    private IReadOnlyList<Message> Compared => (IReadOnlyList<Message>)Answers;

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        await MeasureAsync();
        if (Compared.Any(answer => answer.State == MessageState.Streaming) && _following is null or { IsCompleted: true })
            _following = FollowAsync(_leaving.Token);
    }

    private static string Describe(TimeBar? bar) => bar switch
    {
        null => "not measured",
        { Came: true, Ended: true } => $"first token {TimeScale.Format(bar.First!.Value)}, end {TimeScale.Format(bar.Reach)}",
        { Came: true } => $"first token {TimeScale.Format(bar.First!.Value)}, still writing",
        { Ended: true } => $"no token, ended after {TimeScale.Format(bar.Reach)}",
        _ => "waiting for the first token",
    };

    private string At(double ms) => (Math.Max(0, ms) / _scale.End * 1000).ToString("0.#", CultureInfo.InvariantCulture);

    private async Task FollowAsync(CancellationToken leaving)
    {
        using var timer = new PeriodicTimer(Period, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(leaving))
            {
                await MeasureAsync();
                StateHasChanged();
                if (Compared.All(answer => answer.State != MessageState.Streaming))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // The page has left.
        }
    }

    private async Task MeasureAsync()
    {
        var bars = new List<(Guid Id, string Label, TimeBar? Bar)>();
        foreach (var answer in Compared.ToList())
            bars.Add((answer.Id, answer.Model ?? "", await BarOfAsync(answer)));
        _bars = bars;
        _scale = TimeScale.To(bars.Max(item => item.Bar?.Reach ?? 0));
    }

    private async Task<TimeBar?> BarOfAsync(Message answer)
    {
        var label = answer.Model ?? "";
        // A job is kept after its end: its record may not have reached the disk when the answer ends.
        if (Generations.TryGet(answer.Id, out var running))
            _jobs[answer.Id] = running;
        if (_jobs.TryGetValue(answer.Id, out var job))
        {
            return job.Context.Record is { } record
                ? TimeBar.Over(label, record.Stamps)
                : TimeBar.Live(label, job.Context.Stamps, job.Context.Timeline.Elapsed);
        }

        if (answer.RequestId is not { } id)
            return null;
        if (!_measured.TryGetValue(id, out var bar) && await FindAsync(label, id) is { } found)
            _measured[id] = bar = found;
        return bar;
    }

    private async Task<TimeBar?> FindAsync(string label, Guid id)
    {
        try
        {
            return await Records.FindAsync(id, _leaving.Token) is { } record ? TimeBar.Over(label, record.Stamps) : null;
        }
        catch (SqliteException)
        {
            return null; // Without the records the answers are still there; their bars say that nothing is known.
        }
    }
}

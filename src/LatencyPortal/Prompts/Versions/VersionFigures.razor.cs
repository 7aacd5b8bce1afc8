using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Prompts.Versions;

/// <summary>Latency and cached share of each version that was asked for: the arms of a split beside each other.</summary>
public sealed partial class VersionFigures : ComponentBase
{
    private static readonly TimeSpan Range = TimeSpan.FromDays(7);

    /// <summary>Newest requests that are looked at.</summary>
    private const int MostRequests = 20_000;

    private IReadOnlyDictionary<int, LatencySummary> _versions = new Dictionary<int, LatencySummary>();
    private IReadOnlyList<PromptLabel>? _seen;

    /// <summary>The template.</summary>
    [Parameter, EditorRequired] public required string Name { get; set; }

    /// <summary>Its labels.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<PromptLabel> Labels { get; set; }

    [Inject] internal RecordStore Records { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        // Typing in the editor sets the same labels again; the records are read when one was set.
        if (ReferenceEquals(_seen, Labels))
            return;
        _seen = Labels;
        var now = Time.GetUtcNow();
        try
        {
            _versions = await Task.Run(() => Records.SummariseVersionsAsync(
                new RecordFilter(now - Range, now.AddMinutes(1), Template: Name), new LatencyTargets(), MostRequests, CancellationToken.None));
        }
        catch (SqliteException)
        {
            // A template can be edited without them; the dashboards say what is wrong.
        }
    }
}

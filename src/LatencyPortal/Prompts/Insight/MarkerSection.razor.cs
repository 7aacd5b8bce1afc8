using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;
using Microsoft.AspNetCore.Components;

namespace LatencyPortal.Prompts.Insight;

/// <summary>Where to mark the working copy's prompts for the caches of providers that keep only what is marked.</summary>
public sealed partial class MarkerSection : LongWork
{
    private readonly HashSet<string> _chosen = [];
    private readonly List<(FamilyChoice Family, BreakpointPlan Plan)> _plans = [];
    private IReadOnlyList<FamilyChoice> _choices = [];
    private IReadOnlyDictionary<string, CachePlan> _inUse = new Dictionary<string, CachePlan>();
    private string _now = "";

    /// <summary>What is known of the template's requests.</summary>
    [Parameter, EditorRequired] public required InsightView View { get; set; }

    /// <summary>The working copy.</summary>
    [Parameter, EditorRequired] public required PromptTemplate Draft { get; set; }

    [Inject] internal InsightReader Reader { get; init; } = null!;

    [Inject] internal CachePlanStore Plans { get; init; } = null!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _choices = [.. View.Families.Where(choice => BreakpointPlanner.CanPlan(choice.Family))];
        _chosen.UnionWith(FamilyChoice.Default(_choices).Select(choice => choice.Label));
        _inUse = await Plans.GetAsync(View.Template, CancellationToken.None);
    }

    private static double? Gain(double? saved) => saved is { } share ? Math.Round(share, 3) : null;

    private static string Saved(double? saved) => Gain(saved) switch
    {
        null => Controls.Milliseconds.Unknown,
        0 => "no difference",
        > 0 and var share => $"{Controls.Share.Format(share)} saved",
        var share => $"{Controls.Share.Format(-share)} more",
    };

    private bool IsInUse(FamilyChoice family, BreakpointPlan plan) =>
        _inUse.GetValueOrDefault(family.Family.Id) is { ChoosesPlaces: true } used && used.AutomaticBreakpoint == plan.AutomaticBreakpoint && used.Markers.SequenceEqual(plan.Markers);

    private Task UseAsync(FamilyChoice family, BreakpointPlan plan) => SetAsync((family.Family.Id, new CachePlan
    {
        Markers = plan.Markers,
        AutomaticBreakpoint = plan.AutomaticBreakpoint,
        Lifetime = _inUse.GetValueOrDefault(family.Family.Id)?.Lifetime,
    }));

    private async Task SetAsync((string Family, CachePlan? Plan) change)
    {
        await Plans.SetAsync(View.Template, change.Family, change.Plan, CancellationToken.None);
        _inUse = await Plans.GetAsync(View.Template, CancellationToken.None);
    }

    private Task StartAsync() => RunAsync("The working copy cannot be planned for.", PlanAsync);

    private async Task PlanAsync(CancellationToken cancellationToken)
    {
        _plans.Clear();
        _now = "Reading the requests…";
        var draft = Draft;
        var families = _choices.Where(choice => _chosen.Contains(choice.Label)).ToList();
        var traces = await Reader.TracesAsync(View.Template, InsightReader.MostLearned, cancellationToken);
        var outline = await Task.Run(() => PromptOutline.Of(CompiledTemplate.Compile(draft), O200kCounter.Instance.Count), cancellationToken);
        foreach (var (i, choice) in families.Index())
        {
            _now = $"{choice.Label}, {i + 1} of {families.Count}";
            StateHasChanged();
            var plan = await Task.Run(() => BreakpointPlanner.Plan(outline, traces, choice.Family, cancellationToken: cancellationToken), cancellationToken);
            _plans.Add((choice, plan));
            StateHasChanged();
        }
    }
}

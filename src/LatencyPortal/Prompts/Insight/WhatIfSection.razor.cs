using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace LatencyPortal.Prompts.Insight;

/// <summary>Tries the working copy on recorded requests, or on a trace that somebody brings.</summary>
public sealed partial class WhatIfSection : LongWork
{
    private const int MostMegabytes = 256;

    /// <summary>Progress is drawn no more often.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(150);

    private static readonly int[] Most = [1_000, 10_000, 100_000];

    private readonly HashSet<string> _chosen = [];
    private int _most = Most[0];
    private bool _fromFile;
    private IBrowserFile? _file;
    private double _share;
    private WhatIfResult? _result;
    private string _compared = "";
    private bool _isSame;

    /// <summary>What is known of the template's requests.</summary>
    [Parameter, EditorRequired] public required InsightView View { get; set; }

    /// <summary>The working copy.</summary>
    [Parameter, EditorRequired] public required PromptTemplate Draft { get; set; }

    [Inject] internal InsightReader Reader { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    /// <summary>Those that differ: of 3,000 requests the newest 100,000 are the newest 10,000.</summary>
    private IEnumerable<int> Counts => View.Recorded == 0 ? [] : Most.Where((_, i) => i == 0 || View.Recorded > Most[i - 1]);

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        _chosen.UnionWith(FamilyChoice.Default(View.Families).Select(choice => choice.Label));
        _fromFile = View.Recorded == 0;
    }

    private void Choose(int most) => (_most, _fromFile) = (most, false);

    private void ChooseFile() => _fromFile = true;

    private void TakeFile(InputFileChangeEventArgs e) => _file = e.File;

    private Task StartAsync() => RunAsync("The working copy cannot be tried.", ReplayAsync);

    private async Task ReplayAsync(CancellationToken cancellationToken)
    {
        (_result, _share) = (null, 0);
        var current = await Reader.CurrentAsync(View.Template, cancellationToken);
        var (draft, families) = (Draft, View.Families.Where(choice => _chosen.Contains(choice.Label)).Select(choice => choice.Family).ToList());
        var (replay, isSame) = await Task.Run(
            () =>
            {
                var compiled = CompiledTemplate.Compile(draft);
                var other = current?.Compiled ?? compiled;
                return (new WhatIfReplay(other, compiled, O200kCounter.Instance.Count), PromptJson.Write(other.Template) == PromptJson.Write(compiled.Template));
            },
            cancellationToken);
        var progress = new BeatProgress(Time, Beat, share => _ = InvokeAsync(() => Show(share)));
        WhatIfResult result;
        if (_fromFile)
        {
            await using var trace = _file!.OpenReadStream(MostMegabytes * 1024L * 1024, cancellationToken);
            result = await replay.RunMooncakeAsync(trace, families, null, progress, cancellationToken);
        }
        else
        {
            result = await replay.RunAsync(await Reader.TracesAsync(View.Template, _most, cancellationToken), families, null, progress, cancellationToken);
        }

        (_result, _isSame) = (result, isSame);
        _compared = current is null ? "The working copy alone, no version is saved yet," : $"Version {current.Version} against the working copy";
    }

    private void Show(double share)
    {
        // A report may come behind a later one.
        _share = Math.Max(_share, share);
        StateHasChanged();
    }
}

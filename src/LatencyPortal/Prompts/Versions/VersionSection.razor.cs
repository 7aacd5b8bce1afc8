using LatencyPortal.Controls;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace LatencyPortal.Prompts.Versions;

/// <summary>The versions of a template: saves, compares and promotes them, and has labels name them.</summary>
public sealed partial class VersionSection : ComponentBase
{
    private string? _note;
    private string _label = TemplateReference.Production;
    private int _version;
    private int _other;
    private int _percent = 10;
    private int _from;
    private int _to;
    private int _newest;
    private bool _compares;
    private string? _fault;
    private GateVerdict? _verdict;
    private PromptVersion? _candidate;
    private Func<Task> _anyway = () => Task.CompletedTask;
    private ElementReference _save;

    /// <summary>The template.</summary>
    [Parameter, EditorRequired] public required string Name { get; set; }

    /// <summary>Its versions, newest first.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<PromptVersion> Versions { get; set; }

    /// <summary>Its labels.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<PromptLabel> Labels { get; set; }

    /// <summary>The working copy.</summary>
    [Parameter, EditorRequired] public required PromptTemplate Working { get; set; }

    /// <summary>Whether the working copy can be a version.</summary>
    [Parameter] public bool CanSave { get; set; }

    /// <summary>Whether it differs from the newest version.</summary>
    [Parameter] public bool IsChanged { get; set; }

    /// <summary>The family that a promotion is judged by.</summary>
    [Parameter, EditorRequired] public required ModelFamily Family { get; set; }

    /// <summary>Saves the working copy as a version with this note.</summary>
    [Parameter] public EventCallback<string?> OnSave { get; set; }

    /// <summary>Makes a version the working copy.</summary>
    [Parameter] public EventCallback<PromptVersion> OnTakeOver { get; set; }

    [Inject] internal PromptStore Store { get; init; } = null!;

    [Inject] internal BrowserClock Clock { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    [Inject] internal ISnackbar Snackbar { get; init; } = null!;

    private PromptLabel? Production => Labels.FirstOrDefault(label => label.Label == TemplateReference.Production);

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (Versions.Count == 0 || Versions[0].Number == _newest)
            return;
        _newest = Versions[0].Number;
        (_version, _from) = (_newest, _newest);
    }

    private PromptTemplate Find(int number) => Versions.FirstOrDefault(version => version.Number == number)?.Template ?? Working;

    private async Task SaveAsync()
    {
        _fault = null;
        try
        {
            await OnSave.InvokeAsync(_note);
            _note = null;
        }
        catch (TemplateException e)
        {
            _fault = e.Message;
        }
    }

    private Task PromoteAsync(PromptVersion version) => ToLabelAsync(TemplateReference.Production, version.Number, null, 0);

    private Task RollBackAsync(string label, int before) => ToLabelAsync(label, before, null, 0);

    private async Task SetAsync()
    {
        var label = _label.Trim();
        if (label == TemplateReference.Draft)
            _fault = "draft names the version that was saved last, and cannot be set. Choose another label.";
        else
            await ToLabelAsync(label, _version, _other == 0 ? null : _other, _percent);
    }

    /// <summary>Sets a label; asks first when a version that production does not name yet would share much less.</summary>
    private async Task ToLabelAsync(string label, int version, int? other, int percent)
    {
        if (label == TemplateReference.Production && Production is { } production)
        {
            foreach (var candidate in Versions.Where(one => (one.Number == version || one.Number == other) && one.Number != production.Version && one.Number != production.OtherVersion))
            {
                var verdict = await Task.Run(() => PromotionGate.Check(Find(production.Version), candidate.Template, Family, Time.GetUtcNow()));
                if (!verdict.IsRefused)
                    continue;
                (_verdict, _candidate, _anyway) = (verdict, candidate, () => LabelAsync(label, version, other, percent));
                return;
            }
        }

        await LabelAsync(label, version, other, percent);
    }

    private async Task LabelAsync(string label, int version, int? other, int percent)
    {
        var before = Labels.FirstOrDefault(old => old.Label == label);
        _fault = await Store.LabelAsync(Name, label, version, other, percent, CancellationToken.None);
        if (_fault is not null)
            return;
        Snackbar.Add(other is null ? $"{label} is version {version}." : $"{label} is version {version}, and version {other} for {percent} % of the requests.", Severity.Success, options =>
        {
            if (before is null)
                return;
            options.Action = "Undo";
            options.OnClick = _ => InvokeAsync(() => Store.LabelAsync(Name, label, before.Version, before.OtherVersion, before.OtherPercent, CancellationToken.None));
        });
    }

    private async Task RemoveAsync(PromptLabel label)
    {
        await Store.RemoveLabelAsync(Name, label.Label, CancellationToken.None);
        Snackbar.Add($"The label {label.Label} is removed.", Severity.Normal, options =>
        {
            options.Action = "Undo";
            options.OnClick = _ => InvokeAsync(() => Store.LabelAsync(Name, label.Label, label.Version, label.OtherVersion, label.OtherPercent, CancellationToken.None));
        });
    }
}

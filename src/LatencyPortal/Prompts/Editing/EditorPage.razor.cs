using LatencyPortal.Controls;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts.Insight;
using LatencyPortal.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;
using MudBlazor;

namespace LatencyPortal.Prompts.Editing;

/// <summary>Edits one template: its segments and variables, what of it caches can keep, and its versions.</summary>
public sealed partial class EditorPage : ComponentBase
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly string _page = Guid.NewGuid().ToString("N");
    private WorkingCopy? _copy;
    private EditorFigures? _figures;
    private Dictionary<string, TtftLine> _lines = [];
    private IReadOnlyList<PromptVersion> _versions = [];
    private IReadOnlyList<PromptLabel> _labels = [];
    private Dictionary<string, string> _shown = [];
    private ElementReference _root;
    private IJSObjectReference? _module;
    private DotNetObjectReference<EditorPage>? _self;
    private SegmentKind _kind = SegmentKind.System;
    private string _said = "";
    private string? _focus;
    private bool _missing;
    private bool _entered;
    private bool _filling;
    private bool _filled;

    /// <summary>The template.</summary>
    [Parameter] public string Name { get; set; } = "";

    [Inject] internal PromptStore Store { get; init; } = null!;

    [Inject] internal WorkingCopies Copies { get; init; } = null!;

    [Inject] internal FamilyCatalogue Catalogue { get; init; } = null!;

    [Inject] internal EndpointStore Endpoints { get; init; } = null!;

    [Inject] internal IOptions<PortalOptions> Options { get; init; } = null!;

    [Inject] internal BrowserClock Clock { get; init; } = null!;

    [Inject] internal ISnackbar Snackbar { get; init; } = null!;

    [Inject] internal IJSRuntime Js { get; init; } = null!;

    [Inject] internal ModelGateway Gateway { get; init; } = null!;

    [Inject] internal ExactCount Exact { get; init; } = null!;

    [Inject] internal InsightReader Insight { get; init; } = null!;

    [Inject] internal TtftReader Lines { get; init; } = null!;

    [Inject] internal AntiforgeryStateProvider Antiforgery { get; init; } = null!;

    private bool IsChanged { get; set; }

    private string UndoTitle => _copy?.View.Undo is { } undo ? $"Takes back: {undo}" : "Nothing to undo";

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Store.Changed -= OnStoreChanged;
        if (_copy is not null)
            _copy.Changed -= OnCopyChanged;
        await _leaving.CancelAsync();
        try
        {
            if (_module is not null)
            {
                await _module.InvokeVoidAsync("leave", _root);
                await _module.DisposeAsync();
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or JSException or OperationCanceledException)
        {
            // The browser has left already.
        }

        _self?.Dispose();
        _leaving.Dispose();
    }

    /// <summary>Moves a segment by a number of places; the module asks for it.</summary>
    [JSInvokable]
    public async Task MoveAsync(int key, int by)
    {
        var segments = _copy!.View.State.Segments;
        var place = segments.Select(item => item.Key).ToList().IndexOf(key);
        if (place < 0 || place + by < 0 || place + by >= segments.Count)
            return;
        await ChangeAsync($"moving {segments[place].Segment.Id}", state => state.Move(key, place + by));
        _said = $"{segments[place].Segment.Id} is now segment {place + by + 1} of {segments.Count}.";
        StateHasChanged();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        try
        {
            await Clock.ReadAsync();
            _copy = await Copies.FindAsync(Name, _leaving.Token);
            if (_copy is null)
            {
                _missing = true;
                return;
            }

            var (uses, _) = FamilyUse.Of(Catalogue, Options.Value.LocalModelNames(), await Endpoints.EndpointsAsync(_leaving.Token));
            var families = EditorFamily.Of(uses);
            _lines = await Lines.ReadAsync([.. families.SelectMany(family => family.Models)], _leaving.Token);
            await LoadVersionsAsync();
            _copy.Changed += OnCopyChanged;
            Store.Changed += OnStoreChanged;
            _figures = new EditorFigures(Exact, Catalogue.Local, families, EditorFamily.Default(families, _copy.View.State.Model, await AnsweredByAsync()));
            Look();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The user left the page.
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_copy is null || _figures is null)
            return;
        try
        {
            if (!_entered)
            {
                _entered = true;
                _self = DotNetObjectReference.Create(this);
                _module = await Js.InvokeAsync<IJSObjectReference>("import", _leaving.Token, "./Prompts/Editing/EditorPage.razor.js");
                await _module.InvokeVoidAsync("enter", _leaving.Token, _root, _self, Name, _page, Antiforgery.GetAntiforgeryToken()?.Value);
            }

            await FillAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has left.
        }
    }

    /// <summary>Gives the boxes the texts that were not typed into them. One call at a time: an older one must not come last.</summary>
    private async Task FillAsync()
    {
        if (_filling || _module is null)
            return;
        _filling = true;
        try
        {
            while (true)
            {
                var view = _copy!.View;
                var fields = CopyFields.Of(view.State);
                var news = fields.Where(field => _shown.GetValueOrDefault(field.Key) != field.Value && view.Writers.GetValueOrDefault(field.Key) != _page).ToDictionary();
                _shown = fields;
                var focus = _focus;
                _focus = null;
                if (news.Count == 0 && focus is null)
                    break;
                await _module.InvokeVoidAsync("fill", _leaving.Token, _root, news, view.Number, focus);
            }

            if (_filled)
                return;
            _filled = true;
            StateHasChanged();
        }
        finally
        {
            _filling = false;
        }
    }

    private void OnCopyChanged() => _ = InvokeAsync(() =>
    {
        Look();
        StateHasChanged();
    });

    private void OnStoreChanged(string name) => _ = InvokeAsync(async () =>
    {
        if (name != Name)
            return;
        try
        {
            await LoadVersionsAsync();
            Look();
            StateHasChanged();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The user left the page.
        }
    });

    private async Task LoadVersionsAsync()
    {
        _versions = await Store.VersionsAsync(Name, _leaving.Token);
        _labels = await Store.LabelsAsync(Name, _leaving.Token);
    }

    /// <summary>The model that answered the newest request; unknown where the records cannot be read, which the sections below say.</summary>
    private async Task<string?> AnsweredByAsync()
    {
        try
        {
            return await Insight.TracesAsync(Name, 1, _leaving.Token) is [var newest, ..] ? newest.Model : null;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private void Look()
    {
        var view = _copy!.View;
        IsChanged = _versions.Count == 0 || !SameTemplate.Are(view.State.Template, _versions[0].Template);
        if (_figures!.Look(view))
            _ = CountAsync();
    }

    private async Task CountAsync()
    {
        try
        {
            if (await _figures!.CountAsync(_leaving.Token))
                await InvokeAsync(StateHasChanged);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The user left the page.
        }
    }

    /// <summary>A model inside the portal that the example prompt does not fit; <see langword="null"/> when it fits.</summary>
    private static ModelDescription? TooShort(ModelGateway gateway, EditorFigures figures) => figures.Shown.Tokens == 0
        ? null
        : gateway.Models.FirstOrDefault(model => figures.Chosen.Models.Contains(model.Id) && model.ContextLength < figures.Shown.Tokens);

    private static int? TokensOf(TemplateAnalysis shown, PromptSegment segment) => shown.Parts.Any(part => part.Part.Segment == segment.Id)
        ? shown.Parts.Where(part => part.Part.Segment == segment.Id).Sum(part => part.Tokens)
        : null;

    private IReadOnlyList<TemplateProblem> ProblemsOf(PromptSegment segment) =>
        [.. _copy!.View.Analysis.Problems.Where(problem => problem.Segment == segment.Id)];

    private Task ChangeAsync(string what, Func<CopyState, CopyState> change) => _copy!.ChangeAsync(what, change, _leaving.Token);

    private Task SetKindAsync(CopySegment item, SegmentKind kind) =>
        ChangeAsync($"the kind of {item.Segment.Id}", state => state.WithSegment(item.Key, old => old with { Kind = kind }));

    private Task SetVariableAsync((int Key, Func<PromptVariable, PromptVariable> Change) change) =>
        ChangeAsync("the variable", state => state.WithVariable(change.Key, change.Change));

    private Task RemoveVariableAsync(int key) =>
        ChangeAsync("removing the variable", state => state with { Variables = [.. state.Variables.Where(variable => variable.Key != key)] });

    private async Task UndoAsync()
    {
        var what = _copy!.View.Undo;
        await _copy.UndoAsync(_leaving.Token);
        _said = $"Undone: {what}.";
    }

    private async Task RedoAsync()
    {
        var what = _copy!.View.Redo;
        await _copy.RedoAsync(_leaving.Token);
        _said = $"Made again: {what}.";
    }

    private async Task FixAsync(TemplateFixKind kind)
    {
        var before = _figures!.Seen.SharedTokens;
        if (!await _copy!.FixAsync(kind, _leaving.Token))
            return;
        var won = _copy.View.Analysis.SharedTokens - before;
        _said = $"{FamilyText.Tokens(won)} won. {(_copy.View.Analysis.FirstVolatile is { } next ? EditorText.Lost(next) : "No steady text stands behind a volatile one.")}";
        Snackbar.Add($"{FamilyText.Tokens(won)} more are shared by all conversations.", Severity.Success, options =>
        {
            options.Action = "Undo";
            options.OnClick = _ => InvokeAsync(UndoAsync);
        });
        // The button that was clicked is gone.
        _focus = "[data-testid=undo]";
    }

    private async Task RemoveAsync(CopySegment item)
    {
        var place = _copy!.View.State.Segments.Select(other => other.Key).ToList().IndexOf(item.Key);
        await ChangeAsync($"removing {item.Segment.Id}", state => state with { Segments = [.. state.Segments.Where(other => other.Key != item.Key)] });
        Snackbar.Add($"Segment {item.Segment.Id} is removed.", Severity.Normal, options =>
        {
            options.Action = "Undo";
            options.OnClick = _ => _copy.ChangeAsync($"putting {item.Segment.Id} back", state => state.Segments.Any(other => other.Key == item.Key)
                ? state
                : (state with { Segments = [.. state.Segments, item] }).Move(item.Key, place), CancellationToken.None);
        });
        _focus = "[data-testid=add-segment]";
    }

    private async Task AddAsync()
    {
        var added = new CopySegment(CopyState.NewKey(), new PromptSegment { Id = SegmentPlace.FreeId(_copy!.View.State, _kind), Kind = _kind, Text = SegmentPlace.FirstText(_kind) });
        await ChangeAsync($"adding {added.Segment.Id}", state => (state with { Segments = [.. state.Segments, added] }).Move(added.Key, SegmentPlace.Of(state, added.Segment.Kind)));
        _focus = $"[data-card='{added.Key}'] :is(textarea, input)";
    }

    private async Task DeclareAsync(string? name)
    {
        var taken = _copy!.View.State.Variables.Select(variable => variable.Variable.Name).ToHashSet(StringComparer.Ordinal);
        name ??= Enumerable.Range(1, taken.Count + 1).Select(i => $"variable_{i}").First(candidate => !taken.Contains(candidate));
        var added = new CopyVariable(CopyState.NewKey(), new PromptVariable { Name = name });
        await ChangeAsync($"adding {name}", state => state with { Variables = [.. state.Variables, added] });
        _focus = $"[data-field='name:{added.Key}']";
    }

    private async Task SaveAsync(string? note)
    {
        var number = await Store.SaveVersionAsync(_copy!.View.State.Template, note, _leaving.Token);
        // The new row is seen; a notice would lie over it.
        _said = $"Version {number} saved.";
    }

    private async Task TakeOverAsync(PromptVersion version)
    {
        await ChangeAsync($"taking over version {version.Number}", state => CopyState.Of(version.Template, state));
        Snackbar.Add($"The working copy is as in version {version.Number}.", Severity.Normal, options =>
        {
            options.Action = "Undo";
            options.OnClick = _ => InvokeAsync(UndoAsync);
        });
    }
}

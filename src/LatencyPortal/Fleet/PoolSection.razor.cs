using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Resilience;
using LatencyPortal.Settings;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace LatencyPortal.Fleet;

/// <summary>Shows the pools; adds, changes and removes those of the page.</summary>
public sealed partial class PoolSection : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private EditForm? _edit;
    private string? _fault;
    private string? _removing;
    private bool _busy;
    private Func<ElementReference>? _focus;
    private ElementReference _name;
    private ElementReference _add;
    private ElementReference _confirm;

    /// <summary>The pools as they stand now.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<FleetPool> Pools { get; set; }

    /// <summary>The endpoints, to say why a member is not asked.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<EndpointView> Endpoints { get; set; }

    [Inject] internal PoolStore Store { get; init; } = null!;

    [Inject] internal PoolCatalogue Catalogue { get; init; } = null!;

    [Inject] internal ModelGateway Gateway { get; init; } = null!;

    [Inject] internal ISnackbar Snackbar { get; init; } = null!;

    private IEnumerable<string> Candidates => Gateway.Models
        .Where(model => !Pools.Any(pool => pool.Config.Name == model.Id) && !_edit!.Members.Contains(model.Id))
        .Select(model => model.Id);

    /// <summary>What is chosen becomes a member; the choice is empty again.</summary>
    private string MemberToAdd
    {
        get => "";
        set
        {
            if (value.Length > 0)
                _edit!.Members.Add(value);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // What was clicked is gone; the keyboard goes on where the page does.
        // A render that was on its way before does not have it yet.
        if (_focus is not { } target || target().Id is null)
            return;
        _focus = null;
        await target().FocusAsync();
    }

    private string? ProblemOf(string member)
    {
        if (Gateway.TryGet(member, out _))
            return null;
        return Endpoints.FirstOrDefault(endpoint => member.StartsWith(endpoint.Name + "/", StringComparison.Ordinal)) is { Drained: true }
            ? "drained"
            : "not there now";
    }

    private void Add()
    {
        (_edit, _fault, _removing, _name) = (new EditForm(), null, null, default);
        _focus = () => _name;
    }

    private void Edit(PoolConfig pool)
    {
        (_edit, _fault, _removing) = (EditForm.From(pool), null, null);
        _focus = null;
    }

    private void Close()
    {
        (_edit, _add) = (null, default);
        _focus = () => _add;
    }

    private void AskToRemove(string name)
    {
        (_removing, _confirm) = (name, default);
        _focus = () => _confirm;
    }

    private void KeepIt()
    {
        _removing = null;
        if (_edit is null)
            _focus = () => _add;
    }

    private void MoveUp(string member)
    {
        var place = _edit!.Members.IndexOf(member);
        (_edit.Members[place - 1], _edit.Members[place]) = (_edit.Members[place], _edit.Members[place - 1]);
    }

    private async Task SaveAsync()
    {
        var edit = _edit!;
        (_busy, _fault) = (true, null);
        try
        {
            _fault = await Store.SaveAsync(edit.ToEdit(), isNew: !edit.Existing, _leaving.Token);
            if (_fault is not null)
                return;
            Close();
            Snackbar.Add($"Pool {edit.Name} saved.", Severity.Success);
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The user left the page.
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task RemoveAsync(PoolConfig pool)
    {
        await Store.RemoveAsync(pool.Name, _leaving.Token);
        KeepIt();
        Snackbar.Add($"Pool {pool.Name} removed.", Severity.Normal);
    }

    private sealed class EditForm
    {
        public string Name { get; set; } = "";

        public List<string> Members { get; init; } = [];

        public PoolPolicy Policy { get; set; }

        public bool Hedges { get; set; }

        public double? ExtraCalls { get; set; } = 5;

        public bool Existing { get; init; }

        public static EditForm From(PoolConfig pool) => new()
        {
            Name = pool.Name,
            Members = [.. pool.Members],
            Policy = pool.Policy,
            Hedges = pool.Hedges,
            // 0.07 is 7.000000000000001 of a hundred.
            ExtraCalls = Math.Round(pool.HedgeBudget * 100, 6),
            Existing = true,
        };

        public PoolEdit ToEdit() => new(Name.Trim(), Members, Policy, Hedges, ExtraCalls);
    }
}

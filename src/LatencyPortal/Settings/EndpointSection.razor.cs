using LatencyPortal.Gateway;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace LatencyPortal.Settings;

/// <summary>Adds, tests, changes and removes endpoints.</summary>
public sealed partial class EndpointSection : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<EndpointView>? _endpoints;
    private EditForm? _edit;
    private EndpointProbe? _probe;
    private string? _fault;
    private bool _busy;
    private string? _removing;
    private Func<ElementReference>? _focus;
    private ElementReference _name;
    private ElementReference _url;
    private ElementReference _add;
    private ElementReference _confirm;

    [Inject] internal EndpointStore Store { get; init; } = null!;

    [Inject] internal ModelGateway Gateway { get; init; } = null!;

    [Inject] internal ISnackbar Snackbar { get; init; } = null!;

    public void Dispose()
    {
        Store.Changed -= OnChanged;
        _leaving.Cancel();
        _leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Store.Changed += OnChanged;
        _endpoints = await Store.ListAsync(_leaving.Token);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // What was clicked is gone; the keyboard goes on where the page does.
        if (_focus is not { } target)
            return;
        _focus = null;
        await target().FocusAsync();
    }

    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        try
        {
            _endpoints = await Store.ListAsync(_leaving.Token);
            StateHasChanged();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The user left the page.
        }
    });

    private string Summary(EndpointView endpoint)
    {
        var models = Gateway.Models.Count(model => model.Endpoint == endpoint.Name);
        return $"{models} {(models == 1 ? "model" : "models")}{(endpoint.HasKey ? ", key stored" : ", no key")}";
    }

    private void Add() => Open(new EditForm());

    private void AskToRemove(string name)
    {
        _removing = name;
        _focus = () => _confirm;
    }

    private void KeepIt()
    {
        _removing = null;
        _focus = () => _add;
    }

    private void Edit(EndpointView endpoint) => Open(new EditForm
    {
        Name = endpoint.Name,
        BaseUrl = endpoint.BaseUrl,
        HasKey = endpoint.HasKey,
        Models = string.Join('\n', endpoint.Models),
        Existing = true,
    });

    private void Open(EditForm edit)
    {
        (_edit, _fault, _probe, _removing) = (edit, null, null, null);
        _focus = edit.Existing ? () => _url : () => _name;
    }

    private void Close()
    {
        _edit = null;
        _focus = () => _add;
    }

    private Task TestAsync() => WhileBusyAsync(async edit =>
    {
        _probe = await Store.ProbeAsync(edit, _leaving.Token);
    });

    private Task SaveAsync() => WhileBusyAsync(async edit =>
    {
        if (_edit!.Existing is false && _endpoints!.Any(e => e.Name == edit.Name))
        {
            _fault = $"There is an endpoint named {edit.Name} already; edit it or choose another name.";
            return;
        }

        _fault = await Store.SaveAsync(edit, _leaving.Token);
        if (_fault is not null)
            return;
        _endpoints = await Store.ListAsync(_leaving.Token);
        Close();
        Snackbar.Add($"Endpoint {edit.Name} saved.", Severity.Success);
    });

    private async Task DeleteAsync(string name)
    {
        await Store.DeleteAsync(name, _leaving.Token);
        _endpoints = await Store.ListAsync(_leaving.Token);
        KeepIt();
        Snackbar.Add($"Endpoint {name} removed.", Severity.Normal);
    }

    private async Task WhileBusyAsync(Func<EndpointEdit, Task> work)
    {
        (_busy, _fault, _probe) = (true, null, null);
        try
        {
            await work(_edit!.ToEdit());
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

    private sealed class EditForm
    {
        public string Name { get; set; } = "";

        public string BaseUrl { get; set; } = "";

        public string Key { get; set; } = "";

        public string Models { get; set; } = "";

        public bool HasKey { get; init; }

        public bool RemoveKey { get; set; }

        public bool Existing { get; init; }

        public EndpointEdit ToEdit() => new(
            Name.Trim(),
            BaseUrl.Trim(),
            RemoveKey ? "" : Key.Length > 0 ? Key : null,
            Models.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }
}

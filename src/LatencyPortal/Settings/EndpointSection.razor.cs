using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Providers;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace LatencyPortal.Settings;

/// <summary>Adds, tests, changes and removes endpoints.</summary>
public sealed partial class EndpointSection : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<EndpointView>? _endpoints;
    private EditForm? _edit;
    private EndpointTrial? _trial;
    private CancellationTokenSource? _trying;
    private string? _fault;
    private bool _busy;
    private string? _removing;
    private string? _uses;
    private Func<ElementReference>? _focus;
    private ElementReference _preset;
    private ElementReference _url;
    private ElementReference _add;
    private ElementReference _test;
    private ElementReference _confirm;

    [Inject] internal EndpointStore Store { get; init; } = null!;

    [Inject] internal EndpointUses Uses { get; init; } = null!;

    [Inject] internal ModelGateway Gateway { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    [Inject] internal ISnackbar Snackbar { get; init; } = null!;

    public void Dispose()
    {
        Store.Changed -= OnChanged;
        StopTrying();
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
        // A render that was on its way before does not have it yet.
        if (_focus is not { } target || target().Id is null)
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

    private async Task AskToRemoveAsync(string name)
    {
        _uses = await Uses.DescribeAsync(name, _leaving.Token);
        (_removing, _confirm) = (name, default);
        _focus = () => _confirm;
    }

    private void KeepIt()
    {
        _removing = null;
        if (_edit is null)
            _focus = () => _add;
    }

    private void Edit(EndpointView endpoint) => Open(new EditForm
    {
        Name = endpoint.Name,
        BaseUrl = endpoint.BaseUrl,
        HasKey = endpoint.HasKey,
        Provider = endpoint.Provider,
        Region = endpoint.Region ?? "",
        Models = string.Join('\n', endpoint.Models),
        Existing = true,
    });

    private void Open(EditForm edit)
    {
        StopTrying();
        if (_edit is null)
            (_preset, _url) = (default, default);
        (_edit, _fault, _removing) = (edit, null, null);
        _focus = edit.Existing ? () => _url : () => _preset;
    }

    private void Close()
    {
        StopTrying();
        (_edit, _add) = (null, default);
        _focus = () => _add;
    }

    private void ChoosePreset(ChangeEventArgs change)
    {
        _edit!.Take(ProviderPresets.All.FirstOrDefault(preset => preset.Name == change.Value as string));
        ForgetTrial();
    }

    /// <summary>Tries the form as it stands; the page goes on meanwhile.</summary>
    private async Task TryAsync(string? model)
    {
        StopTrying();
        _fault = null;
        using var trying = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token);
        _trying = trying;
        try
        {
            var (endpoint, fault) = await Store.DraftAsync(_edit!.ToEdit(), trying.Token);
            _fault = fault;
            if (endpoint is null)
                return;
            var trial = _trial = new EndpointTrial(Gateway, Time);
            await trial.RunAsync(endpoint, model, () => StateHasChanged(), trying.Token);
        }
        catch (OperationCanceledException) when (trying.IsCancellationRequested)
        {
            // The form was closed, or the test begun anew.
        }
        finally
        {
            if (_trying == trying)
                _trying = null;
        }
    }

    private void StopTest()
    {
        StopTrying();
        _focus = () => _test;
    }

    /// <summary>A result of another address, key or format is no result. At the first keystroke, so that no button moves under a click.</summary>
    private void ForgetTrial()
    {
        if (_trial is not null)
            StopTrying();
    }

    private void StopTrying()
    {
        _trial = null;
        _trying?.Cancel();
        _trying = null;
    }

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
        (_busy, _fault) = (true, null);
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
        private const string OptionalKey = "if the server needs one";

        public string Name { get; set; } = "";

        public string BaseUrl { get; set; } = "";

        public string Key { get; set; } = "";

        public string Models { get; set; } = "";

        public string Region { get; set; } = "";

        public ProviderKind Provider { get; set; }

        /// <summary>Name of the preset that was chosen.</summary>
        public string Preset { get; private set; } = "";

        public string KeyHint { get; private set; } = OptionalKey;

        /// <summary>Where the key comes from, or how the server is started.</summary>
        public string? Hint { get; private set; }

        public bool HasKey { get; init; }

        public bool RemoveKey { get; set; }

        public bool Existing { get; init; }

        /// <summary>Whether what is folded away differs from what most need.</summary>
        public bool IsSpecial => Existing && (Region.Length > 0 || Models.Length > 0);

        /// <summary>Fills the form with a preset; what was typed by hand stays.</summary>
        public void Take(ProviderPreset? preset)
        {
            var before = ProviderPresets.All.FirstOrDefault(known => known.Name == Preset);
            if (Name.Length == 0 || (before is not null && Name == SlugOf(before)))
                Name = preset is null ? "" : SlugOf(preset);
            if (BaseUrl.Length == 0 || BaseUrl == before?.BaseUrl)
                BaseUrl = preset?.BaseUrl ?? "";
            (Preset, Provider, Hint) = (preset?.Name ?? "", preset?.Kind ?? ProviderKind.OpenAI, preset?.Hint);
            KeyHint = preset is { NeedsKey: true } ? "needed" : OptionalKey;
        }

        public EndpointEdit ToEdit() => new(
            Name.Trim(),
            BaseUrl.Trim(),
            RemoveKey ? "" : string.IsNullOrWhiteSpace(Key) ? null : Key,
            EndpointRules.ModelsOf(Models))
        {
            Provider = Provider,
            Region = Region,
        };

        /// <summary>The preset's name as an endpoint may be called.</summary>
        private static string SlugOf(ProviderPreset preset) => string.Join('-', preset.Name.ToLowerInvariant().Split([' ', '(', ')', '.', '/'], StringSplitOptions.RemoveEmptyEntries));
    }
}

using LatencyPortal.Controls;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts.Files;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using MudBlazor;

namespace LatencyPortal.Prompts.Listing;

/// <summary>All templates; makes, imports and deletes them.</summary>
public sealed partial class PromptsPage : ComponentBase
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<PromptSummary>? _prompts;
    private IJSObjectReference? _module;
    private ElementReference _root;
    private ElementReference _box;
    private string _name = "";
    private string? _fault;
    private bool _busy;
    private bool _entered;

    [Inject] internal PromptStore Store { get; init; } = null!;

    [Inject] internal BrowserClock Clock { get; init; } = null!;

    [Inject] internal NavigationManager Navigation { get; init; } = null!;

    [Inject] internal ISnackbar Snackbar { get; init; } = null!;

    [Inject] internal IJSRuntime Js { get; init; } = null!;

    [Inject] internal AntiforgeryStateProvider Antiforgery { get; init; } = null!;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Store.Changed -= OnChanged;
        await _leaving.CancelAsync();
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or JSException or OperationCanceledException)
        {
            // The browser has left already.
        }

        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Store.Changed += OnChanged;
        try
        {
            await Clock.ReadAsync();
            _prompts = await Store.ListAsync(_leaving.Token);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The user left the page.
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_entered || _prompts is null)
            return;
        _entered = true;
        try
        {
            _module = await Js.InvokeAsync<IJSObjectReference>("import", _leaving.Token, "./Prompts/Listing/PromptsPage.razor.js");
            await _module.InvokeVoidAsync("enter", _leaving.Token, _root, Antiforgery.GetAntiforgeryToken()?.Value);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has left.
        }
    }

    private void OnChanged(string name) => _ = InvokeAsync(async () =>
    {
        try
        {
            _prompts = await Store.ListAsync(_leaving.Token);
            StateHasChanged();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The user left the page.
        }
    });

    private Task AddAsync() => MakeAsync(PromptTemplate.New(_name.Trim()));

    private Task AddExampleAsync() => MakeAsync(ExampleTemplate.Make());

    private async Task MakeAsync(PromptTemplate template)
    {
        _busy = true;
        try
        {
            _fault = await Store.CreateAsync(template, _leaving.Token);
            if (_fault is null)
                Navigation.NavigateTo($"/prompts/{template.Name}");
            else
                await _box.FocusAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task DeleteAsync(string name)
    {
        await Store.DeleteAsync(name, deleted: true, _leaving.Token);
        Snackbar.Add($"{name} is deleted. What asks for it gets an error.", Severity.Normal, options =>
        {
            options.Action = "Undo";
            options.OnClick = _ => Store.DeleteAsync(name, deleted: false, CancellationToken.None);
        });
        await _box.FocusAsync();
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace LatencyPortal.Controls;

/// <summary>
/// An Apache ECharts chart from plain JSON options. Colours may be CSS variables (<c>var(--lp-decode)</c>); the module
/// resolves them and draws anew when light turns dark. The chart is a picture to assistive technology: give it a label
/// that says what it shows, and the numbers as a table beside it.
/// </summary>
public sealed partial class EChart
{
    private const string Library = "_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js";

    private ElementReference _plot;
    private IJSObjectReference? _module;
    private string _option = "";
    private string? _drawn;
    private bool _failed;

    /// <summary>ECharts options.</summary>
    [Parameter, EditorRequired] public required JsonObject Option { get; set; }

    /// <summary>What the chart shows, in a sentence.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    [Inject] private IJSRuntime Js { get; init; } = null!;

    /// <inheritdoc />
    protected override void OnParametersSet() => _option = Option.ToJsonString();

    /// <inheritdoc />
    protected override bool ShouldRender() => _option != _drawn || _failed;

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_option == _drawn || _failed)
            return;
        var option = _drawn = _option;
        try
        {
            _module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./Controls/EChart.razor.js");
            await _module.InvokeVoidAsync("draw", _plot, Assets[Library], JsonDocument.Parse(option).RootElement);
        }
        catch (JSException)
        {
            _failed = true;
            StateHasChanged();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_module is null)
            return;
        try
        {
            await _module.InvokeVoidAsync("dispose", _plot);
            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the chart with it.
        }
    }
}

using LatencyPortal.Controls;
using LatencyPortal.Telemetry.Storage;
using Microsoft.AspNetCore.Components;

namespace LatencyPortal.Dashboards;

/// <summary>The newest requests, each a link to its page. New ones come in at the top, but not while somebody is at the list.</summary>
public sealed partial class RequestList
{
    private IReadOnlyList<RequestRow> _shown = [];
    private bool _held;

    /// <summary>Newest first.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<RequestRow> Rows { get; set; }

    /// <summary>What the list is of; another one is shown at once.</summary>
    [Parameter, EditorRequired] public required string Of { get; set; }

    [Inject] private BrowserClock Clock { get; init; } = null!;

    private int Waiting => Rows.TakeWhile(row => _shown.Count == 0 || row.Record.Id != _shown[0].Record.Id).Count();

    private string? _of;

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (_held && Of == _of)
            return;
        _of = Of;
        Show();
    }

    private void Hold() => _held = true;

    private void Release()
    {
        _held = false;
        Show();
    }

    private void Show() => _shown = Rows;
}

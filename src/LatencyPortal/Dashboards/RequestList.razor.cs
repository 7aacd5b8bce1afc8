using LatencyPortal.Controls;
using LatencyPortal.Telemetry;
using Microsoft.AspNetCore.Components;

namespace LatencyPortal.Dashboards;

/// <summary>The newest requests, each a link to its page. New ones come in at the top, but not while somebody is at the list.</summary>
public sealed partial class RequestList
{
    private IReadOnlyList<RequestRecord> _shown = [];
    private bool _held;

    /// <summary>Newest first.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<RequestRecord> Records { get; set; }

    /// <summary>What the list is of; another one is shown at once.</summary>
    [Parameter, EditorRequired] public required string Of { get; set; }

    [Inject] private BrowserClock Clock { get; init; } = null!;

    private int Waiting => Records.TakeWhile(record => _shown.Count == 0 || record.Id != _shown[0].Id).Count();

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

    private void Show() => _shown = Records;
}

using LatencyPortal.Settings.FastModels;
using Microsoft.AspNetCore.Components;

namespace LatencyPortal.Chat;

/// <summary>The switch that lets a model's fast sibling answer.</summary>
public sealed partial class ChatPage
{
    private IReadOnlyDictionary<string, string> _fastModels = new Dictionary<string, string>();
    private bool _fast;

    [Inject] internal FastModelStore FastModels { get; init; } = null!;

    /// <summary>Who answers in place of the chosen model; <see langword="null"/> when it has no sibling, or one that cannot be used now.</summary>
    private string? FastSibling => _fastModels.TryGetValue(_model, out var sibling) && IsUsable(sibling) ? sibling : null;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        FastModels.Changed += OnFastModelsChanged;
        _fastModels = await FastModels.GetAsync(_leaving.Token);
    }

    private void OnFastModelsChanged() => Refresh(async () => _fastModels = await FastModels.GetAsync(_leaving.Token));
}

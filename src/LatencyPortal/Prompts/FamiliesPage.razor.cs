using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Prompts;

/// <summary>The cache rules by family, and which of the portal's models fall under each.</summary>
public sealed partial class FamiliesPage : ComponentBase, IDisposable
{
    private const int MostUnknown = 6;

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<FamilyUse>? _families;
    private IReadOnlyList<string> _unknown = [];

    [Inject] internal FamilyCatalogue Catalogue { get; init; } = null!;

    [Inject] internal EndpointStore Store { get; init; } = null!;

    [Inject] internal IOptions<PortalOptions> Options { get; init; } = null!;

    [Inject] internal TimeProvider Time { get; init; } = null!;

    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        try
        {
            var endpoints = await Store.EndpointsAsync(_leaving.Token);
            (_families, _unknown) = FamilyUse.Of(Catalogue, Options.Value.LocalModelNames(), endpoints);
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The user left the page.
        }
    }

    private static bool IsUsed(FamilyUse use) => use.Models.Count > 0;
}

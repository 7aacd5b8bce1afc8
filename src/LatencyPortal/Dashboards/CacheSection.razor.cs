using System.Globalization;
using LatencyPortal.Gateway.Prompts.Misses;
using LatencyPortal.Telemetry;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Dashboards;

/// <summary>What a prompt cache was expected to serve of a request that was made from a template, what it served, and why no more.</summary>
public sealed partial class CacheSection : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private RequestRecord? _shown;
    private MissExplanation? _explanation;

    /// <summary>A request that was made from a template.</summary>
    [Parameter, EditorRequired] public required RequestRecord Record { get; set; }

    [Inject] internal MissReader Reader { get; init; } = null!;

    private string? Version => Record.TemplateVersion is > 0 and { } version ? version.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>Whether it paid to wait for another call; only the provider can tell.</summary>
    private string Worth => Record.CachedInputTokens switch
    {
        null => "; what it then read of the cache is not known.",
        0 => ", and read nothing: the wait did not pay.",
        { } read => $", and read {Tokens(read)} that would have been computed otherwise.",
    };

    /// <inheritdoc />
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Record)
            return;
        var record = _shown = Record;
        _explanation = null;
        // No cache was asked about a prompt that no model began to answer.
        if (record is { Outcome: not RequestOutcome.Completed, Stamps.FirstToken: null })
            return;
        try
        {
            var explanation = await Reader.ExplainAsync(RequestAttempts.RequestOf(record), _closed.Token);
            if (record == _shown) // otherwise another request is shown meanwhile
                _explanation = explanation;
        }
        catch (SqliteException)
        {
            // The page itself says that records cannot be read.
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private static string Tokens(int? tokens) => tokens is null ? "not known" : $"{TokenText.Count(tokens)} {(tokens == 1 ? "token" : "tokens")}";
}

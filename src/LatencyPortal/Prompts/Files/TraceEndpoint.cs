using System.Text;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Prompts.Files;

/// <summary>What the requests of a template left, as a trace that <c>trace predict --format portal</c> reads (docs/traces.md).</summary>
internal static class TraceEndpoint
{
    /// <summary>Newest requests that are exported: some 50 MB, and more than a replay needs.</summary>
    private const int MostRequests = 100_000;

    public static void MapTrace(this IEndpointRouteBuilder prompts) => prompts.MapGet("/{name}/trace.jsonl", ExportAsync);

    private static async Task<IResult> ExportAsync(string name, PromptStore store, PromptTraceStore traces, CancellationToken cancellationToken)
    {
        if (await store.FindDraftAsync(name, cancellationToken) is null)
            return PromptToken.Refuse(StatusCodes.Status404NotFound, $"There is no template {name}.");
        var requests = traces.ReadAsync(name, MostRequests, DateTimeOffset.MinValue, cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool more;
        try
        {
            // Once the answer has begun nothing but its end can say that something is wrong.
            more = await requests.MoveNextAsync();
        }
        catch (SqliteException e)
        {
            await requests.DisposeAsync();
            return PromptToken.Refuse(StatusCodes.Status503ServiceUnavailable, $"The request records cannot be read: {e.Message}");
        }

        return Results.Stream(body => WriteAsync(requests, more, body, cancellationToken), "application/jsonl", $"{name}-trace.jsonl");
    }

    /// <summary>One line at a time, so that the length of a trace costs no memory.</summary>
    private static async Task WriteAsync(IAsyncEnumerator<TracedRequest> requests, bool more, Stream body, CancellationToken cancellationToken)
    {
        await using var all = requests;
        for (; more; more = await all.MoveNextAsync())
            await body.WriteAsync(Encoding.UTF8.GetBytes($"{PortalTrace.Line(all.Current)}\n"), cancellationToken);
    }
}

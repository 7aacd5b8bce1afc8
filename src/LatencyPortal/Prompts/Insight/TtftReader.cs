using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using Microsoft.Data.Sqlite;

namespace LatencyPortal.Prompts.Insight;

/// <summary>How TTFT grows with the tokens that a model has to read, from all its requests and not those of one template alone.</summary>
internal sealed class TtftReader(RecordStore records)
{
    /// <summary>Newest requests of a model that are looked at.</summary>
    private const int MostRequests = 500;

    /// <summary>The lines of those models that have one, by model; none when the records cannot be read.</summary>
    public Task<Dictionary<string, TtftLine>> ReadAsync(IReadOnlyCollection<string> models, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var lines = new Dictionary<string, TtftLine>(StringComparer.Ordinal);
            try
            {
                foreach (var model in models)
                {
                    var newest = await records.NewestAsync(new RecordFilter(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, model, RequestOutcome.Completed), MostRequests, cancellationToken);
                    if (TtftLine.Of(model, [.. newest.Where(record => record.Model == model).SelectMany(Points)]) is { } line)
                        lines[model] = line;
                }
            }
            catch (SqliteException)
            {
                // A template can be edited without them; the dashboards say what is wrong.
            }

            return lines;
        },
        cancellationToken);

    private static IEnumerable<(double Tokens, double Ms)> Points(RequestRecord record) =>
        record is { InputTokens: { } input, CachedInputTokens: { } cached, Stamps.TimeToFirstToken: { } ttft } ? [(input - cached, ttft)] : [];
}

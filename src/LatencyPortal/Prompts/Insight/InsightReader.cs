using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Prompts.Insight;

/// <summary>Reads what the requests of a template left. The database is read and everything computed on threads of the pool, never on a page's.</summary>
internal sealed class InsightReader(PromptTraceStore traces, PromptStore prompts, ModelGateway gateway, FamilyCatalogue catalogue)
{
    /// <summary>Newest requests that are learned from.</summary>
    public const int MostLearned = 10_000;

    /// <summary>What the newest requests tell.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The records cannot be read.</exception>
    public Task<InsightView> ReadAsync(string template, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var requests = await ListAsync(template, MostLearned, cancellationToken);
            var families = FamilyChoice.Of(catalogue, gateway.Models);
            return new InsightView
            {
                Template = template,
                Recorded = await traces.CountAsync(template, DateTimeOffset.MinValue, cancellationToken),
                From = requests is [var first, ..] ? first.Trace.At : null,
                To = requests is [.., var last] ? last.Trace.At : null,
                Learned = LearnedVolatility.From(requests.Select(request => request.Trace), [.. FamilyChoice.Default(families).Select(choice => choice.Family).DistinctBy(family => family.Id)]),
                Scores = PredictionScore.Of(requests),
                Lines = TtftLine.Of(requests),
                Families = families,
            };
        },
        cancellationToken);

    /// <summary>The newest traces, in the order of time.</summary>
    public Task<IReadOnlyList<PromptTrace>> TracesAsync(string template, int most, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<PromptTrace>>(
        async () => [.. (await ListAsync(template, most, cancellationToken)).Select(request => request.Trace)],
        cancellationToken);

    /// <summary>The version in use: that in production, else the newest; <see langword="null"/> before the first one is saved.</summary>
    public async Task<ResolvedTemplate?> CurrentAsync(string template, CancellationToken cancellationToken)
    {
        var labels = await prompts.LabelsAsync(template, cancellationToken);
        var label = labels.FirstOrDefault(label => label.Label == TemplateReference.Production) ?? labels.FirstOrDefault(label => label.Label == TemplateReference.Draft);
        // By its number: of a split label one and the same arm every time.
        return label is null ? null : await prompts.ResolveAsync(new TemplateReference(template, null, label.Version), "", cancellationToken);
    }

    private async Task<List<TracedRequest>> ListAsync(string template, int most, CancellationToken cancellationToken)
    {
        var requests = new List<TracedRequest>();
        await foreach (var request in traces.ReadAsync(template, most, DateTimeOffset.MinValue, cancellationToken))
            requests.Add(request);
        return requests;
    }
}

using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Misses;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;
using LatencyPortal.Prompts;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Dashboards;

/// <summary>Explains why the cache served no more of a request, from the requests of the same template before it.</summary>
internal sealed class MissReader(PromptTraceStore traces, PromptStore prompts, ModelGateway gateway)
{
    /// <summary>Requests before it that are looked at.</summary>
    private const int MostEarlier = 2_000;

    /// <summary>The explanation; <see langword="null"/> for a request of which no trace is kept.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The records cannot be read.</exception>
    public Task<MissExplanation?> ExplainAsync(Guid request, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            if (await traces.FindAsync(request, cancellationToken) is not { } found)
                return null;
            var earlier = await EarlierAsync(found, cancellationToken);
            var outlines = new Dictionary<int, PromptOutline?>();
            foreach (var version in earlier.Append(found).Select(other => other.Trace.Version).Distinct())
                outlines[version] = await OutlineAsync(found.Trace.Template, version, cancellationToken);
            var family = gateway.Models.FirstOrDefault(model => model.Id == found.Model)?.Family;
            return MissExplainer.Explain(found, earlier, family, outlines.GetValueOrDefault);
        },
        cancellationToken);

    private async Task<List<TracedRequest>> EarlierAsync(TracedRequest request, CancellationToken cancellationToken)
    {
        var (template, at) = (request.Trace.Template, request.Trace.At);
        // They are read up to the newest: those that came later have to fit in too, though none of them is taken.
        var later = await traces.CountAsync(template, at, cancellationToken);
        var earlier = new List<TracedRequest>();
        await foreach (var other in traces.ReadAsync(template, later + MostEarlier, DateTimeOffset.MinValue, cancellationToken))
        {
            if (other.Trace.At > at)
                break;
            earlier.Add(other);
        }

        return earlier;
    }

    /// <summary>Of a working copy nobody knows what it was then.</summary>
    private async Task<PromptOutline?> OutlineAsync(string template, int version, CancellationToken cancellationToken)
    {
        if (version == 0)
            return null;
        try
        {
            var resolved = await prompts.ResolveAsync(new TemplateReference(template, null, version), "", cancellationToken);
            return PromptOutline.Of(resolved.Compiled, O200kCounter.Instance.Count);
        }
        catch (TemplateException)
        {
            return null;
        }
    }
}

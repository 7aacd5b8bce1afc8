using System.Collections.Concurrent;
using System.Globalization;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;
using LatencyPortal.Gateway.Prompts.Warming;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Prompts.Warming;

/// <summary>
/// Asks for one token now and then so that a template's steady text stays in the provider's cache, as far as the requests of the last day
/// say that it pays. A ping is a call like any other: it has a record, with the source <c>warm</c>.
/// </summary>
internal sealed partial class KeepWarm(
    WarmStore store, TemplateComposer templates, PromptTraceStore traces, ModelGateway gateway, TimeProvider time, ILogger<KeepWarm> logger) : BackgroundService
{
    private const int MostRequests = 5_000;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookedAt = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, Pings> _pings = new(StringComparer.Ordinal);

    /// <summary>How a template would stand at a model.</summary>
    public async Task<WarmState> StateAsync(string template, string model, CancellationToken cancellationToken)
    {
        var (state, _, _) = await PlanAsync(template, model, cancellationToken);
        return state;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var (template, model) in await store.GetAsync(stoppingToken))
                    await KeepAsync(template, model, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e.GetType().Name, e is ModelCallException or TemplateException ? e.Message : "");
            }
        }
    }

    /// <summary>Pings when it is time to.</summary>
    internal async Task KeepAsync(string template, string model, CancellationToken cancellationToken)
    {
        var (state, prefix, last) = await PlanAsync(template, model, cancellationToken);
        if (state.Plan is not { MostPings: > 0 } plan || prefix is null || last is not { } asked || !gateway.TryGet(model, out var usable))
            return;
        var pings = _pings.GetOrAdd(template, _ => new Pings());
        if (pings.After != asked)
            (pings.After, pings.SinceRequest, pings.At) = (asked, 0, asked);
        if (pings.SinceRequest >= plan.MostPings || time.GetUtcNow() - pings.At < plan.Every)
            return;
        (pings.SinceRequest, pings.At) = (pings.SinceRequest + 1, time.GetUtcNow());
        var context = new RequestContext(time, "warm") { Template = template };
        var options = new CallExtras { CacheControl = true }.Attach(context.Attach(new ChatOptions { MaxOutputTokens = 1 }));
        await usable.Client.GetResponseAsync(prefix, options, cancellationToken);
        pings.Sent++;
        pings.Read += context.Record?.CachedInputTokens ?? 0;
        pings.Missed += (context.Record?.InputTokens ?? 0) - (context.Record?.CachedInputTokens ?? 0);
    }

    private async Task<(WarmState State, IReadOnlyList<ChatMessage>? Prefix, DateTimeOffset? Last)> PlanAsync(string template, string model, CancellationToken cancellationToken)
    {
        ResolvedTemplate resolved;
        try
        {
            resolved = await templates.ResolveAsync(template, "", cancellationToken);
        }
        catch (TemplateException e)
        {
            return (new WarmState(e.Message, null, 0), null, null);
        }

        if (gateway.Models.FirstOrDefault(known => known.Id == model)?.Family is not { } family)
            return (new WarmState($"Nobody knows the rule of {model}'s cache.", null, 0), null, null);
        var now = time.GetUtcNow();
        var analysis = TemplateAnalyzer.Analyze(resolved.Compiled.Template, now, O200kCounter.Instance, withFixes: false);
        if (analysis.Problems is [{ } problem, ..])
            return (new WarmState(problem.Message, null, 0), null, null);
        var prompt = PromptComposer.Compose(resolved.Compiled, ExampleRequest.Of(resolved.Compiled.Template, now, "."));
        if (prompt.Messages is not [{ Role.Value: "system" } system, ..])
            return (new WarmState("The template has no system text to keep warm.", null, 0), null, null);
        var first = analysis.Parts.Where(part => part.Part.Message <= 0).ToList();
        if (first.FirstOrDefault(part => part.Rate >= ChangeRate.User) is { } changing)
            return (new WarmState($"Its system text is not the same for all requests: segment {changing.Part.Segment} changes.", null, 0), null, null);
        var tokens = first.Sum(part => part.Tokens);
        var requests = new List<DateTimeOffset>();
        await foreach (var request in traces.ReadAsync(template, MostRequests, now - LookedAt, cancellationToken))
        {
            if (request.Trace.Model == model)
                requests.Add(request.Trace.At);
        }

        var pings = _pings.GetValueOrDefault(template);
        var state = WarmPlan.Of(requests, now, family, tokens) is { } plan
            ? new WarmState(null, plan, tokens)
            : new WarmState(WhyNot(family, tokens), null, tokens);
        state = state with { Sent = pings?.Sent ?? 0, Read = pings?.Read ?? 0, Missed = pings?.Missed ?? 0 };
        // Any question does: the cache ends an entry behind the system text.
        return (state, [system, new ChatMessage(ChatRole.User, ".")], requests.Count > 0 ? requests[^1] : null);
    }

    private static string WhyNot(Gateway.Prompts.Families.ModelFamily family, int tokens) => tokens < (family.MinimumTokens ?? 1)
        ? string.Create(CultureInfo.InvariantCulture, $"Its steady text has {tokens:N0} tokens; {family.Name} caches from {family.MinimumTokens:N0} on.")
        : $"{family.Name}: entries do not expire by time, or nobody says when or at what price.";

    [LoggerMessage(Level = LogLevel.Warning, Message = "A template could not be kept warm: {Type} {Message}")]
    private partial void LogFailed(string type, string message);

    /// <summary>What was sent for a template.</summary>
    private sealed class Pings
    {
        public DateTimeOffset After { get; set; }

        public DateTimeOffset At { get; set; }

        public int SinceRequest { get; set; }

        public int Sent { get; set; }

        public long Read { get; set; }

        public long Missed { get; set; }
    }
}

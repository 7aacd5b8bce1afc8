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
    private static readonly TimeSpan PlannedFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Pings> _pings = new(StringComparer.Ordinal);

    /// <summary>How a template would stand at a model.</summary>
    public async Task<WarmState> StateAsync(string template, string model, CancellationToken cancellationToken)
    {
        var (state, _) = await PlanAsync(template, model, cancellationToken);
        var pings = _pings.GetValueOrDefault(template);
        return state with { Sent = pings?.Sent ?? 0, Read = pings?.Read ?? 0, Missed = pings?.Missed ?? 0 };
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
        var pings = _pings.GetOrAdd(template, _ => new Pings());
        // Planning reads the requests of a day; when the last one came is one row.
        if (pings.Planned is null || pings.Model != model || time.GetUtcNow() - pings.PlannedAt >= PlannedFor)
            (pings.Planned, pings.Model, pings.PlannedAt) = (await PlanAsync(template, model, cancellationToken), model, time.GetUtcNow());
        if (pings.Planned is not ({ Plan: { MostPings: > 0 } plan }, { } prompt) || !gateway.TryGet(model, out var usable)
            || await LastAsync(template, model, cancellationToken) is not { } asked)
            return;
        if (pings.After != asked)
            (pings.After, pings.SinceRequest, pings.At) = (asked, 0, asked);
        if (pings.SinceRequest >= plan.MostPings || time.GetUtcNow() - pings.At < plan.Every)
            return;
        (pings.SinceRequest, pings.At) = (pings.SinceRequest + 1, time.GetUtcNow());
        var context = new RequestContext(time, "warm") { Template = template };
        var options = prompt.Address(new CallExtras()).Attach(context.Attach(new ChatOptions { MaxOutputTokens = 1 }));
        prompt.Offer(options);
        await usable.Client.GetResponseAsync(prompt.Messages, options, cancellationToken);
        pings.Sent++;
        pings.Read += context.Record?.CachedInputTokens ?? 0;
        pings.Missed += (context.Record?.InputTokens ?? 0) - (context.Record?.CachedInputTokens ?? 0);
    }

    private async Task<(WarmState State, TemplatePrompt? Prompt)> PlanAsync(string template, string model, CancellationToken cancellationToken)
    {
        ResolvedTemplate resolved;
        try
        {
            resolved = await templates.ResolveAsync(template, "", cancellationToken);
        }
        catch (TemplateException e)
        {
            return (new WarmState(e.Message, null, 0), null);
        }

        if (gateway.Models.FirstOrDefault(known => known.Id == model)?.Family is not { } family)
            return (new WarmState($"Nobody knows the rule of {model}'s cache.", null, 0), null);
        var now = time.GetUtcNow();
        var analysis = TemplateAnalyzer.Analyze(resolved.Compiled.Template, now, O200kCounter.Instance, withFixes: false);
        if (analysis.Problems is [{ } problem, ..])
            return (new WarmState(problem.Message, null, 0), null);
        var prompt = PromptComposer.Compose(resolved.Compiled, ExampleRequest.Of(resolved.Compiled.Template, now, "."));
        if (prompt.Messages is not [{ Role.Value: "system" } system, ..])
            return (new WarmState("The template has no system text to keep warm.", null, 0), null);
        var first = analysis.Parts.Where(part => part.Part.Message <= 0).ToList();
        if (first.FirstOrDefault(part => part.Rate >= ChangeRate.User) is { } changing)
            return (new WarmState($"Its system text is not the same for all requests: segment {changing.Part.Segment} changes.", null, 0), null);
        var tokens = first.Sum(part => part.Tokens);
        var requests = await RequestsAsync(template, model, MostRequests, cancellationToken);
        var state = WarmPlan.Of(requests, now, family, tokens) is { } plan
            ? new WarmState(null, plan, tokens)
            : new WarmState(WhyNot(family, tokens), null, tokens);
        // Any question does: the cache ends an entry behind the system text.
        var ping = prompt with { Messages = [system, new ChatMessage(ChatRole.User, ".")], Parts = [.. prompt.Parts.Where(part => part.Message <= 0)] };
        return (state, new TemplatePrompt(ping, $"{resolved.Name}@{resolved.Version}", family, resolved.PlanFor(family)));
    }

    private async Task<DateTimeOffset?> LastAsync(string template, string model, CancellationToken cancellationToken) =>
        await RequestsAsync(template, model, 1, cancellationToken) is [var last] ? last : null;

    private async Task<List<DateTimeOffset>> RequestsAsync(string template, string model, int most, CancellationToken cancellationToken)
    {
        var requests = new List<DateTimeOffset>();
        await foreach (var request in traces.ReadAsync(template, most, time.GetUtcNow() - LookedAt, cancellationToken))
        {
            if (request.Trace.Model == model)
                requests.Add(request.Trace.At);
        }

        return requests;
    }

    private static string WhyNot(Gateway.Prompts.Families.ModelFamily family, int tokens) => tokens < (family.MinimumTokens ?? 1)
        ? string.Create(CultureInfo.InvariantCulture, $"Its steady text has {tokens:N0} tokens; {family.Name} caches from {family.MinimumTokens:N0} on.")
        : $"{family.Name}: entries do not expire by time, or nobody says when or at what price.";

    [LoggerMessage(Level = LogLevel.Warning, Message = "A template could not be kept warm: {Type} {Message}")]
    private partial void LogFailed(string type, string message);

    /// <summary>What is planned and was sent for a template.</summary>
    private sealed class Pings
    {
        public (WarmState State, TemplatePrompt? Prompt)? Planned { get; set; }

        public string? Model { get; set; }

        public DateTimeOffset PlannedAt { get; set; }

        public DateTimeOffset After { get; set; }

        public DateTimeOffset At { get; set; }

        public int SinceRequest { get; set; }

        public int Sent { get; set; }

        public long Read { get; set; }

        public long Missed { get; set; }
    }
}

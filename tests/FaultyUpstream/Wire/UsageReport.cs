using System.Text.Json.Nodes;

namespace LatencyPortal.Testing.Upstream.Wire;

/// <summary>The usage that an answer reports, true or not.</summary>
internal sealed record UsageReport(int Input, int Cached, int Output)
{
    /// <summary>Tokens written to a cache, by lifetime; empty when no cache is played.</summary>
    public IReadOnlyList<int> Written { get; private init; } = [];

    private bool IsNull { get; init; }

    public bool IsMissing { get; private init; }

    public bool IsEarly { get; private init; }

    public static UsageReport For(AnswerScript script, CacheReport? cache, int output, IReadOnlyList<Fault> faults)
    {
        var usage = cache is null
            ? new UsageReport(script.InputTokens, script.CachedTokens, output)
            : new UsageReport(cache.Input, cache.Cached, output) { Written = cache.Written };
        foreach (var fault in faults)
        {
            usage = fault.Kind switch
            {
                FaultKind.UsageZero => usage with { Input = 0, Cached = 0, Output = 0, Written = [] },
                FaultKind.UsageTooLarge => usage with { Output = output * 10 },
                FaultKind.UsageCachedOverInput => usage with { Cached = usage.Input + 1000 },
                FaultKind.UsageNull => usage with { IsNull = true },
                FaultKind.UsageMissing => usage with { IsMissing = true },
                FaultKind.UsageEarly => usage with { IsEarly = true },
                _ => usage,
            };
        }

        return usage;
    }

    /// <summary>Puts usage into an object, unless it is missing.</summary>
    public void AddTo(JsonObject target, string name, Func<UsageReport, JsonObject> form)
    {
        if (!IsMissing)
            target[name] = IsNull ? null : form(this);
    }

    /// <summary>What OpenAI says of its cache; writes only where there were any.</summary>
    public JsonObject OpenAIDetails()
    {
        var details = new JsonObject { ["cached_tokens"] = Cached };
        if (Written.Sum() is > 0 and var written)
            details["cache_write_tokens"] = written;
        return details;
    }

    /// <summary>Puts one number into an object, unless usage is missing.</summary>
    public void AddNumber(JsonObject target, string name, int number)
    {
        if (!IsMissing)
            target[name] = IsNull ? null : number;
    }
}

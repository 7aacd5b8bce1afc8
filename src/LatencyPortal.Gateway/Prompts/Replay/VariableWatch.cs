using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Follows one variable from request to request.</summary>
internal sealed class VariableWatch(string name)
{
    private readonly HashSet<ulong> _distinct = [];
    private readonly Dictionary<ulong, ulong> _byConversation = [];
    private (ulong Hash, long At) _last;
    private int _requests;
    private long _tokens;
    private ChangeShare _overall;
    private ChangeShare _inConversation;
    private ChangeShare _withinDay;
    private ChangeShare _withinHour;

    public void Add(TracedValue value, PromptTrace trace)
    {
        var at = trace.At.UtcTicks;
        if (_requests > 0)
        {
            var changed = value.Hash != _last.Hash;
            _overall = _overall.With(changed);
            if (at / TimeSpan.TicksPerDay == _last.At / TimeSpan.TicksPerDay)
                _withinDay = _withinDay.With(changed);
            if (at / TimeSpan.TicksPerHour == _last.At / TimeSpan.TicksPerHour)
                _withinHour = _withinHour.With(changed);
        }

        if (trace.Conversation != 0)
        {
            if (_byConversation.TryGetValue(trace.Conversation, out var before))
                _inConversation = _inConversation.With(before != value.Hash);
            _byConversation[trace.Conversation] = value.Hash;
        }

        _distinct.Add(value.Hash);
        _last = (value.Hash, at);
        _tokens += value.Tokens;
        _requests++;
    }

    public VariableVolatility Result() => new()
    {
        Name = name,
        Requests = _requests,
        DistinctValues = _distinct.Count,
        Overall = _overall,
        InConversation = _inConversation,
        WithinDay = _withinDay,
        WithinHour = _withinHour,
        MeanTokens = (double)_tokens / _requests,
    };
}

using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>The values of one request by slot.</summary>
internal sealed class OutlineValues
{
    private readonly PromptOutline _outline;
    private readonly (ulong Hash, int Tokens, bool IsBlank)[] _values;
    private readonly bool[] _known;

    public OutlineValues(PromptOutline outline)
    {
        _outline = outline;
        _values = new (ulong, int, bool)[outline.Names.Count];
        _known = new bool[outline.Names.Count];
    }

    public DateTimeOffset At { get; private set; }

    public ref readonly (ulong Hash, int Tokens, bool IsBlank) this[int slot] => ref _values[slot];

    public void Read(PromptTrace trace)
    {
        At = trace.At;
        Array.Clear(_known);
        // A list that is known by its interface makes an enumerator for each request.
        for (var i = 0; i < trace.Values.Count; i++)
        {
            var value = trace.Values[i];
            if (!_outline.Slots.TryGetValue(value.Name, out var slot))
                continue;
            _values[slot] = (value.Hash, value.Tokens, value.IsBlank);
            _known[slot] = true;
        }

        var moment = _values.Length - 2;
        _values[moment] = ((ulong)At.UtcTicks, 0, false);
        _values[moment + 1] = ((ulong)(At.UtcTicks / TimeSpan.TicksPerDay), 0, false);
        var declared = _outline.Template.Variables;
        for (var i = 0; i < declared.Count; i++)
        {
            if (!_known[i])
                _values[i] = (Assumed(declared[i].Changes, trace), 0, false);
        }

        if (!_known[moment - 1])
            _values[moment - 1] = (0, 0, true);
    }

    /// <summary>Of a variable that was not recorded only its author's word is known.</summary>
    private ulong Assumed(ChangeRate changes, PromptTrace trace) => changes switch
    {
        ChangeRate.Never => 0,
        ChangeRate.Day => (ulong)(At.UtcTicks / TimeSpan.TicksPerDay),
        ChangeRate.Hour => (ulong)(At.UtcTicks / TimeSpan.TicksPerHour),
        // Nobody recorded the user; a conversation has one.
        ChangeRate.User or ChangeRate.Conversation when trace.Conversation != 0 => trace.Conversation,
        _ => PromptMarks.Chain((ulong)At.UtcTicks, (ulong)trace.RequestId.GetHashCode()),
    };
}

using LatencyPortal.Gateway.Resilience.Affinity;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Resilience;

/// <summary>In which order a pool asks its members.</summary>
/// <param name="policy">The rule.</param>
/// <param name="prefixes">Where prefixes are warm.</param>
internal sealed class MemberOrder(PoolPolicy policy, PrefixDirectory prefixes)
{
    /// <summary>The members that can be asked, best first, and whether the first has the prefix of these messages in its cache.</summary>
    public (Queue<Member> Members, bool Warm) Of(IReadOnlyList<Member> members, IReadOnlyList<ChatMessage> messages)
    {
        if (members.Count == 1)
            return (new Queue<Member>(members), Warm: false);
        var able = members.Where(member => member.Health.IsAvailable).ToList();
        var prefix = PromptPrefix.Of(messages);
        IEnumerable<Member> sorted = policy switch
        {
            PoolPolicy.Fastest => able.OrderBy(Expected),
            PoolPolicy.Affinity => prefixes.Order(able, prefix),
            _ => able,
        };
        // Who asked to be left alone comes last.
        var queue = new Queue<Member>(sorted.OrderBy(member => member.Health.Rests));
        return (queue, queue.TryPeek(out var first) && prefixes.IsWarm(first.Id, prefix));
    }

    /// <summary>A member is about to be sent these messages.</summary>
    public void Sent(Member member, IReadOnlyList<Member> members, IReadOnlyList<ChatMessage> messages)
    {
        if (members.Count > 1)
            prefixes.Sent(member.Id, PromptPrefix.Of(messages));
    }

    /// <summary>Expected time to first token in ms: the median of late, more with what is under way. Who was not tried lately is tried.</summary>
    private static double Expected(Member member) => (member.Pace.FirstToken(0.5) ?? 0) * (1 + (member.Health.InFlight / 8.0));
}

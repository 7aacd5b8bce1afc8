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
        var prefix = PromptPrefix.Of(messages);
        var queue = new Queue<Member>(Sort(members, able => prefixes.Order(able, prefix)));
        return (queue, queue.TryPeek(out var first) && prefixes.IsWarm(first.Id, prefix));
    }

    /// <summary>Who would be asked first now; <see langword="null"/> when nobody can be, or when it depends on the messages.</summary>
    public Member? First(IReadOnlyList<Member> members) =>
        policy == PoolPolicy.Affinity && members.Count > 1 ? null : Sort(members, able => able).FirstOrDefault();

    /// <summary>A member is about to be sent these messages.</summary>
    public void Sent(Member member, IReadOnlyList<Member> members, IReadOnlyList<ChatMessage> messages)
    {
        if (members.Count > 1)
            prefixes.Sent(member.Id, PromptPrefix.Of(messages));
    }

    private IEnumerable<Member> Sort(IReadOnlyList<Member> members, Func<List<Member>, IEnumerable<Member>> byPrefix)
    {
        var able = members.Where(member => member.Health.IsAvailable).ToList();
        var sorted = policy switch
        {
            PoolPolicy.Fastest => able.OrderBy(Expected),
            PoolPolicy.Affinity => byPrefix(able),
            _ => able,
        };
        // Who asked to be left alone comes last.
        return sorted.OrderBy(member => member.Health.Rests);
    }

    /// <summary>
    /// Expected time to first token in ms: the median of late, more with what is under way. Who was not tried lately is tried, the one
    /// with the shortest way first: what its connection takes is less than any first token.
    /// </summary>
    private static double Expected(Member member) => (member.Pace.FirstToken(0.5) ?? member.Health.ExpectedMs ?? 0) * (1 + (member.Health.InFlight / 8.0));
}

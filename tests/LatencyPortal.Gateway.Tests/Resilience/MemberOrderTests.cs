using CsCheck;
using LatencyPortal.Gateway.Resilience;
using LatencyPortal.Gateway.Resilience.Affinity;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Resilience;

public sealed class MemberOrderTests
{
    private static readonly string Long = string.Concat(Enumerable.Range(0, 1200).Select(i => $"word{i} "));

    [Fact]
    public void Affinity_ConversationsThatGoOn_StayWhereTheirPrefixIs()
    {
        var order = new MemberOrder(PoolPolicy.Affinity, new PrefixDirectory());
        var members = Members(4);
        var homes = new HashSet<string>();
        for (var conversation = 0; conversation < 40; conversation++)
        {
            List<ChatMessage> messages = [new(ChatRole.System, "Shared by all. " + Long), new(ChatRole.User, $"Conversation {conversation}: {Long}")];
            string? home = null;
            for (var turn = 0; turn < 3; turn++)
            {
                var (queue, warm) = order.Of(members, messages);
                var first = queue.Peek();
                // Until it is known that all share a system prompt, it may decide; from then on a conversation stays.
                if (conversation > 4 && turn > 0)
                    Assert.Equal((home, true), (first.Id, warm));
                order.Sent(first, members, messages);
                home = first.Id;
                messages = [.. messages, new(ChatRole.Assistant, Long), new(ChatRole.User, $"And {turn}?")];
            }

            homes.Add(home!);
        }

        Assert.Equal(4, homes.Count);
    }

    [Fact]
    public void Affinity_OverloadedMember_IsPassedOver()
    {
        var order = new MemberOrder(PoolPolicy.Affinity, new PrefixDirectory());
        var members = Members(3);
        List<ChatMessage> messages = [new(ChatRole.User, Long)];
        var home = order.Of(members, messages).Members.Peek();
        for (var i = 0; i < 10; i++)
            home.Health.Began();

        Assert.NotEqual(home.Id, order.Of(members, messages).Members.Peek().Id);
        Assert.Equal(3, order.Of(members, messages).Members.Count);
    }

    [Fact]
    public void Fastest_GoesByTheMedianOfLate_AndByWhatIsUnderWay()
    {
        var order = new MemberOrder(PoolPolicy.Fastest, new PrefixDirectory());
        var members = Members(2);
        members[0].Pace.AddFirstToken(300);
        members[1].Pace.AddFirstToken(100);
        Assert.Equal(members[1].Id, First());
        for (var i = 0; i < 24; i++)
            members[1].Health.Began();
        Assert.Equal(members[0].Id, First());

        string First() => order.Of(members, [new ChatMessage(ChatRole.User, "Hi")]).Members.Peek().Id;
    }

    [Fact]
    public void Fastest_WithoutASample_GoesByTheWay()
    {
        var order = new MemberOrder(PoolPolicy.Fastest, new PrefixDirectory());
        var members = Members(3);
        members[0].Health.ExpectedMs = 90;
        members[1].Health.ExpectedMs = 20;
        members[2].Health.ExpectedMs = 60_000;
        Assert.Equal(members[1].Id, order.First(members)!.Id);

        // What was measured of the model itself counts more than the way to it.
        members[1].Pace.AddFirstToken(400);
        members[0].Pace.AddFirstToken(200);
        Assert.Equal([members[0].Id, members[1].Id, members[2].Id], order.Of(members, [new ChatMessage(ChatRole.User, "Hi")]).Members.Select(member => member.Id));
    }

    [Fact]
    public void First_OfAffinity_DependsOnThePrompt()
    {
        var order = new MemberOrder(PoolPolicy.Affinity, new PrefixDirectory());

        Assert.Null(order.First(Members(2)));
        Assert.Equal("replica0/m", order.First(Members(1))!.Id);
        Assert.Null(new MemberOrder(PoolPolicy.Order, new PrefixDirectory()).First([]));
    }

    [Fact]
    public void Rendezvous_WhoGoes_TakesOnlyItsOwnKeysAlong() => Gen.ULong.Array[50].Sample(keys =>
    {
        string[] members = ["a/m", "b/m", "c/m", "d/m"];
        foreach (var key in keys)
        {
            var before = members.MaxBy(member => Rendezvous.Weight(member, key))!;
            if (before != "d/m")
                Assert.Equal(before, members[..3].MaxBy(member => Rendezvous.Weight(member, key)));
        }
    });

    [Fact]
    public void Prefix_EqualBeginnings_HaveEqualBlocks_HoweverTheTextIsCut() => Gen.Int[0, 3000].Sample(cut =>
    {
        var text = Long[..3000];
        var whole = PromptPrefix.Of([new ChatMessage(ChatRole.User, text)]);
        var cutInTwo = PromptPrefix.Of([new ChatMessage(ChatRole.User, [new TextContent(text[..cut]), new TextContent(text[cut..])])]);
        Assert.Equal(whole, cutInTwo);
        var other = PromptPrefix.Of([new ChatMessage(ChatRole.User, string.Concat("x", text.AsSpan(1)))]);
        Assert.DoesNotContain(other, block => whole.Contains(block));
    });

    private static List<Member> Members(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Member(
            new GatewayModel(new ModelDescription($"replica{i}/m", $"replica{i}", null, false, null), null!),
            new EndpointHealth(TimeProvider.System),
            new ModelPace(TimeProvider.System))),
    ];
}

using CsCheck;
using LatencyPortal.Chat;
using LatencyPortal.Data;
using Xunit;

namespace LatencyPortal.Tests.Chat.Turns;

/// <summary>Laws of the ways through a conversation, over random trees.</summary>
public sealed class ConversationTreeTests
{
    /// <summary>Each message hangs below one before it, or is a first one; questions and answers take turns.</summary>
    private static readonly Gen<List<Message>> Trees =
        Gen.Select(Gen.Int[-1, 1000].Array[1, 40], Gen.Int[0, 3].Array[40]).Select((parents, times) =>
        {
            var conversation = Guid.NewGuid();
            var messages = new List<Message>();
            foreach (var (i, parent) in parents.Index())
            {
                var above = parent < 0 || i == 0 ? null : messages[parent % i];
                messages.Add(new Message
                {
                    ConversationId = conversation,
                    ParentId = above?.Id,
                    Index = above is null ? 0 : above.Index + 1,
                    Role = above is { Role: "user" } ? "assistant" : "user",
                    Model = $"m{times[i]}",
                    ComparisonId = above is { Role: "user" } ? above.Id : null,
                    CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(times[i]),
                });
            }

            return messages;
        });

    [Fact]
    public void Path_OfAnyMessage_IsTheChainFromAFirstOneToIt() => Trees.Sample(messages =>
    {
        foreach (var leaf in messages)
        {
            var path = ConversationTree.Path(messages, leaf.Id);

            Assert.Null(path[0].ParentId);
            Assert.Equal(leaf, path[^1]);
            Assert.Equal(leaf.Index + 1, path.Count);
            for (var i = 1; i < path.Count; i++)
                Assert.Equal(path[i - 1].Id, path[i].ParentId);
        }
    });

    [Fact]
    public void Variants_OfAnyMessage_AreTheSameForAllOfThemAndInOneOrder() => Trees.Sample(messages =>
    {
        foreach (var message in messages)
        {
            var variants = ConversationTree.Variants(messages, message);

            Assert.Single(variants, message);
            Assert.All(variants, other => Assert.Equal(variants, ConversationTree.Variants(messages, other)));
            Assert.Equal(variants, variants.OrderBy(other => other.CreatedAt).ThenBy(other => other.Id));
        }

        // Every message stands in exactly one place.
        Assert.Equal(messages.Count, messages.DistinctBy(message => (message.ParentId, message.Role)).Sum(message => ConversationTree.Variants(messages, message).Count));
    });

    [Fact]
    public void NewestLeaf_OfAnyMessage_LiesBehindItAndHasNothingBehindItself() => Trees.Sample(messages =>
    {
        foreach (var message in messages)
        {
            var leaf = ConversationTree.NewestLeaf(messages, message.Id);

            Assert.Contains(message, ConversationTree.Path(messages, leaf));
            Assert.DoesNotContain(messages, other => other.ParentId == leaf);
            Assert.Equal(leaf, ConversationTree.NewestLeaf(messages, leaf));
        }
    });

    [Fact]
    public void Compared_AtAnyQuestion_HoldsEachModelOnceByItsNewestAnswer() => Trees.Sample(messages =>
    {
        foreach (var question in messages.Where(message => message.Role == "user"))
        {
            var answers = messages.Where(message => message.ParentId == question.Id).ToList();
            var compared = ConversationTree.Compared(messages, question.Id);

            Assert.Equal(answers.Select(answer => answer.Model).Distinct().Order(), compared.Select(answer => answer.Model).Order());
            Assert.All(compared, one => Assert.DoesNotContain(answers, other => other.Model == one.Model && other.CreatedAt > one.CreatedAt));
        }

        Assert.All(messages.Where(message => message.Role == "assistant"), answer => Assert.Empty(ConversationTree.Compared(messages, answer.Id)));
        Assert.Empty(ConversationTree.Compared(messages, null));
    });

    [Fact]
    public void Path_OfNothing_IsEmpty()
    {
        Assert.Empty(ConversationTree.Path([], null));
        Assert.Empty(ConversationTree.Path([], Guid.NewGuid()));
    }
}

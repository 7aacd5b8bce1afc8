using System.Text.Json;
using CsCheck;
using LatencyPortal.Chat.Exchange;
using LatencyPortal.Chat.Exchange.Export;
using LatencyPortal.Chat.Exchange.Import;
using LatencyPortal.Data;
using Xunit;

namespace LatencyPortal.Tests.Chat.Exchange;

/// <summary>What is exported and imported is the same conversation, whatever its branches.</summary>
public sealed class RoundTripTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly Gen<PortableConversation> Conversations = Gen.Select(
        Gen.Select(Gen.Int[0, 30], Gen.String, Gen.String, Gen.Bool).List[1, 30],
        Gen.String[1, 20],
        (messages, title) => new PortableConversation
        {
            Id = "x",
            Title = title,
            CreatedAt = Now.AddDays(-2),
            UpdatedAt = Now.AddDays(-1),
            // The parent is one before it; a first one now and then.
            Messages =
            [
                .. messages.Select((message, index) => new PortableMessage
                {
                    Id = $"{index}",
                    ParentId = index == 0 || message.Item1 == 30 ? null : $"{message.Item1 % index}",
                    Role = message.Item4 ? "user" : "assistant",
                    Content = message.Item2,
                    Reasoning = message.Item3,
                    CreatedAt = Now.AddHours(-1).AddSeconds(index),
                }),
            ],
            LeafId = $"{messages.Count / 2}",
        });

    [Fact]
    public void ExportedAndImported_IsTheSame() => Conversations.Sample(
        conversation =>
        {
            var once = ImportedConversation.Make(conversation, "latencyportal", Now);
            var json = JsonSerializer.Serialize(ExportedConversation.Of(once, null), PortableJson.Options);
            var twice = ImportedConversation.Make(JsonSerializer.Deserialize<PortableConversation>(json, PortableJson.Options)!, "latencyportal", Now);

            Assert.Equal(Shape(once), Shape(twice));
            Assert.Equal(conversation.Messages.Count, once.Messages.Count);
        },
        iter: 500);

    /// <summary>All but the ids: each message with the whole of its path.</summary>
    private static List<string> Shape(Conversation conversation)
    {
        var byId = conversation.Messages.ToDictionary(message => message.Id);
        string PathOf(Message message) => (message.ParentId is { } parent ? PathOf(byId[parent]) : conversation.Title) + JsonSerializer.Serialize(
            new { message.Index, message.Role, message.Content, message.Reasoning, message.CreatedAt, IsLeaf = message.Id == conversation.LeafId });
        return [.. conversation.Messages.Select(PathOf).Order(StringComparer.Ordinal)];
    }
}

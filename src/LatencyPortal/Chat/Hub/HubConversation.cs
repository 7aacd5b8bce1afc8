using LatencyPortal.Data;

namespace LatencyPortal.Chat.Hub;

/// <summary>A conversation as hub clients see it.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="Title">Its name in the list.</param>
/// <param name="Model">The model last chosen in it.</param>
/// <param name="Messages">The path that is shown, oldest first.</param>
internal sealed record HubConversation(Guid Id, string Title, string? Model, IReadOnlyList<HubMessage> Messages)
{
    public static HubConversation Of(Conversation conversation) => new(
        conversation.Id,
        conversation.Title,
        conversation.Model,
        [.. ConversationTree.Path(conversation.Messages, conversation.LeafId).Select(HubMessage.Of)]);
}

using LatencyPortal.Data;

namespace LatencyPortal.Chat.Library.Sharing;

/// <summary>What a read-only link shows: no system prompt, no documents, no figures.</summary>
/// <param name="Title">The name of the conversation.</param>
/// <param name="Messages">The shared branch.</param>
internal sealed record SharedConversation(string Title, IReadOnlyList<Message> Messages);

using LatencyPortal.Chat;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;
using Xunit;

namespace LatencyPortal.Tests.Chat;

/// <summary>Prompts of conversations that have no template.</summary>
internal static class PlainPrompts
{
    public static PromptBuilder Builder(ConversationStore store) => new(store, templates: null!, TimeProvider.System);

    public static Task<(List<ChatMessage> Messages, ChatOptions Options)> BuildAsync(this PromptBuilder prompts, Message answer) => prompts.BuildAsync(
        answer, new ModelDescription("test/scripted", "test", null, IsLocal: false, null), new RequestContext(TimeProvider.System, "chat"), TestContext.Current.CancellationToken);
}

using LatencyPortal.Gateway;

namespace LatencyPortal.Chat.Parameters;

/// <summary>Which settings of a conversation can reach a model.</summary>
internal static class ModelAbilities
{
    private const string BuiltIn = "portal-assistant";

    /// <summary>
    /// Whether a model may think aloud with an effort that can be set. No endpoint says so of its models, so only those inside
    /// the portal, whose decoder has no such setting, are known not to; a model that is not known may be back tomorrow.
    /// </summary>
    public static bool MayReason(IEnumerable<ModelDescription> models, string id) =>
        models.FirstOrDefault(model => model.Id == id) is not { IsLocal: true };

    /// <summary>Whether a model reads a system prompt. The built-in one is grounded in the portal's help instead.</summary>
    public static bool ReadsSystemPrompt(string id) => id != BuiltIn;
}

namespace LatencyPortal.Prompts.Editing;

/// <summary>Who shares a text of a prompt.</summary>
public enum PromptBand
{
    /// <summary>All conversations.</summary>
    Shared,

    /// <summary>The turns of one conversation.</summary>
    Conversation,

    /// <summary>Nobody: it changes with every request.</summary>
    Request,
}

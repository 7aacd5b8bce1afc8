namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>How often a text changes from one request to the next, the steadiest first: the order in which segments belong.</summary>
public enum ChangeRate
{
    /// <summary>With a new version of the template alone.</summary>
    Never,

    /// <summary>Once a day.</summary>
    Day,

    /// <summary>Once an hour.</summary>
    Hour,

    /// <summary>From user to user.</summary>
    User,

    /// <summary>From conversation to conversation; the turns of one share it.</summary>
    Conversation,

    /// <summary>With every request.</summary>
    Request,
}

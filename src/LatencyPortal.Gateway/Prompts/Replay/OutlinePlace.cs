namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Where in a prompt a piece stands.</summary>
public enum OutlinePlace
{
    /// <summary>The definitions of tools.</summary>
    Tools,

    /// <summary>The system message.</summary>
    System,

    /// <summary>Documents and system prompt of the conversation, at the end of the system message.</summary>
    Own,

    /// <summary>Turns that the template shows as examples.</summary>
    Examples,

    /// <summary>Turns of the conversation so far.</summary>
    History,

    /// <summary>The last message.</summary>
    Asked,
}

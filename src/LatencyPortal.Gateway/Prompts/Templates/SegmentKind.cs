namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>What a segment of a template is; with its place among the others it decides where its text goes.</summary>
public enum SegmentKind
{
    /// <summary>Definitions of tools: a JSON array in OpenAI's form. Every provider puts them in front of all else.</summary>
    Tools,

    /// <summary>Instructions. In front of examples and history they are the system message, behind them they go with the input.</summary>
    System,

    /// <summary>Texts to answer from; placed as <see cref="System"/> is.</summary>
    Documents,

    /// <summary>Earlier turns that show how to answer: lines <c>user:</c> and <c>assistant:</c> begin one each.</summary>
    Examples,

    /// <summary>Where the turns of the conversation so far stand; it has no text of its own.</summary>
    History,

    /// <summary>The last message; <c>{{ input }}</c> is what was asked.</summary>
    Input,
}

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>How a step becomes a piece.</summary>
internal enum StepKind
{
    /// <summary>Text that is always the same.</summary>
    Static,

    /// <summary>The value of one variable and nothing else: it is as long as the value, and as blank.</summary>
    Value,

    /// <summary>Text that follows from the moment of the request alone: it is rendered.</summary>
    Moment,

    /// <summary>Text that follows from variables in a way that only rendering would tell.</summary>
    Dynamic,

    /// <summary>No text at all: it makes variables for later ones.</summary>
    Silent,
}

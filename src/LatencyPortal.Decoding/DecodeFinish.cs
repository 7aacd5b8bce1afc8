namespace LatencyPortal.Decoding;

/// <summary>Why an answer ended.</summary>
public enum DecodeFinish
{
    /// <summary>The model ended its turn, or a stop string was reached.</summary>
    Stop,

    /// <summary>The token limit or the end of the context was reached.</summary>
    Length,

    /// <summary>The answer only repeated itself, so it was ended.</summary>
    Repetition,
}

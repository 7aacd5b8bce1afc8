using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway;

/// <summary>Finish reasons of the decoder inside the portal that other providers do not have.</summary>
public static class LocalFinish
{
    /// <summary>The answer only repeated itself, so it was ended.</summary>
    public static readonly ChatFinishReason Repetition = new("repetition");
}

namespace LatencyPortal.Chat.Anatomy;

/// <summary>A row of the waterfall.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Css">Its colour class; one colour a phase everywhere.</param>
/// <param name="Start">ms after t0; <see langword="null"/> when unknown.</param>
/// <param name="End">ms after t0; <see langword="null"/> when unknown, equal to the start for a moment.</param>
/// <param name="Note">What has to be known of it.</param>
internal sealed record AnatomyPhase(string Name, string Css, double? Start, double? End, string Note)
{
    /// <summary>Its length in ms, and for a moment its distance from the start of the call; <see langword="null"/> when unknown.</summary>
    public double? Length { get; init; } = End - Start;

    /// <summary>It has begun and not ended yet.</summary>
    public bool IsRunning { get; init; }
}

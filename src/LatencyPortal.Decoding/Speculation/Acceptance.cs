namespace LatencyPortal.Decoding.Speculation;

/// <summary>
/// The share of proposed tokens that the target model agrees to, as an exponentially weighted mean. It starts at a guess
/// that the first few outcomes outweigh.
/// </summary>
internal sealed class Acceptance(double guess)
{
    private const double Weight = 0.1;

    public double Rate { get; private set; } = guess;

    /// <summary>Notes a round: tokens agreed to, and whether one was refused after them.</summary>
    public void Note(int accepted, bool refused)
    {
        for (var i = 0; i < accepted; i++)
            Rate += Weight * (1 - Rate);
        if (refused)
            Rate -= Weight * Rate;
    }
}

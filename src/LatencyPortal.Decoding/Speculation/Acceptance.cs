namespace LatencyPortal.Decoding.Speculation;

/// <summary>
/// The share of proposed tokens that the target model agrees to, as an exponentially weighted mean. It starts at a guess
/// that later outcomes outweigh.
/// </summary>
/// <param name="guess">Where it starts, 0 to 1.</param>
/// <param name="weight">Weight of one outcome: 0.1 outweighs the guess after some ten tokens.</param>
internal sealed class Acceptance(double guess, double weight = 0.1)
{
    public double Rate { get; private set; } = guess;

    /// <summary>Notes a round: tokens agreed to, and whether one was refused after them.</summary>
    public void Note(int accepted, bool refused)
    {
        for (var i = 0; i < accepted; i++)
            Rate += weight * (1 - Rate);
        if (refused)
            Rate -= weight * Rate;
    }
}

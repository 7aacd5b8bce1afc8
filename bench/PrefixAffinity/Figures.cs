namespace LatencyPortal.PrefixAffinity;

/// <summary>What a way to choose among replicas made of a trace.</summary>
/// <param name="Replicas">How many there are.</param>
/// <param name="Way">How they were chosen.</param>
/// <param name="BlockHitPercent">Blocks that the chosen replica had, of all, from the start of each prompt on without a gap.</param>
/// <param name="Imbalance">Requests of the busiest replica against the mean.</param>
internal sealed record Figures(int Replicas, string Way, double BlockHitPercent, double Imbalance);

using LatencyPortal.Gateway;

namespace LatencyPortal.Fleet;

/// <summary>A pool as the Fleet page saves it.</summary>
/// <param name="Name">Its name; the key of the row.</param>
/// <param name="Members">Ids of models, in the order of preference.</param>
/// <param name="Policy">Who is asked first.</param>
/// <param name="Hedges">Whether a second member is asked when the first token is late.</param>
/// <param name="ExtraCalls">Most hedges for 100 requests; <see langword="null"/> when none were entered.</param>
internal sealed record PoolEdit(string Name, IReadOnlyList<string> Members, PoolPolicy Policy, bool Hedges, double? ExtraCalls);

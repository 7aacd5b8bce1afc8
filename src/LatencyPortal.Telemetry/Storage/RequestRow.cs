namespace LatencyPortal.Telemetry.Storage;

/// <summary>A request in a list.</summary>
/// <param name="Record">The request as one record, see <see cref="RequestAttempts.Whole"/>.</param>
/// <param name="Attempts">How many calls were made for it, those of other models too.</param>
public sealed record RequestRow(RequestRecord Record, int Attempts);

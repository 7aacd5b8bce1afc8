namespace LatencyPortal.Decoding.Constraints;

/// <summary>A member that an object may or must have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Places">What its value has to satisfy.</param>
/// <param name="IsRequired">It must be there.</param>
/// <param name="IsForbidden">It must not be there.</param>
internal sealed record SchemaProperty(string Name, List<SchemaPlace> Places, bool IsRequired, bool IsForbidden);

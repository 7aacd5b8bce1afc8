namespace LatencyPortal.Decoding.Constraints;

/// <summary>A part of a schema that a value has to satisfy.</summary>
/// <param name="Pointer">Where it stands.</param>
/// <param name="IsBare">Only its own keywords count; references, <c>allOf</c>, <c>anyOf</c> and <c>oneOf</c> were dealt with.</param>
internal readonly record struct SchemaPlace(string Pointer, bool IsBare = false);

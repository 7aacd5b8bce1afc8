namespace LatencyPortal.Data;

/// <summary>A pause in the middle of an answer.</summary>
/// <param name="At">UTF-16 characters of the answer before it.</param>
/// <param name="Ms">How long it took, in ms.</param>
internal readonly record struct AnswerStall(int At, double Ms);

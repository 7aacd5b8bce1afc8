namespace LatencyPortal.Data;

/// <summary>A stretch of an answer whose tokens were proposed by the same.</summary>
/// <param name="Origin"><c>target</c>, <c>draft</c>, <c>ngram</c>, <c>forced</c> or <c>unknown</c>.</param>
/// <param name="Length">UTF-16 characters.</param>
internal readonly record struct OriginStretch(string Origin, int Length);

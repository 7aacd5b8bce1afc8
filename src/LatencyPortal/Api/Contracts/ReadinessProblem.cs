namespace LatencyPortal.Api.Contracts;

/// <summary>One thing that does not work.</summary>
/// <param name="What">A model id, <c>models</c>, <c>portal database</c> or <c>request records</c>.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record ReadinessProblem(string What, string Reason);

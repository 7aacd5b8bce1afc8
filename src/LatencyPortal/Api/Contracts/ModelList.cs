namespace LatencyPortal.Api.Contracts;

internal sealed record ModelList(string Object, IReadOnlyList<ModelCard> Data);

namespace LatencyPortal.Api.Contracts;

internal sealed record ModelCard(string Id, string Object, long Created, string OwnedBy);

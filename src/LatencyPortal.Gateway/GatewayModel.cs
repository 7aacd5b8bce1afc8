using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway;

/// <summary>A usable model.</summary>
/// <param name="Description">What it is.</param>
/// <param name="Client">The whole pipeline of docs/design.md; safe for concurrent calls, owned by the gateway.</param>
public sealed record GatewayModel(ModelDescription Description, IChatClient Client);

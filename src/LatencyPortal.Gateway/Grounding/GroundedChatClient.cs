using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Grounding;

/// <summary>Puts the help entries that match the last question into the prompt.</summary>
internal sealed class GroundedChatClient(IChatClient inner, HelpIndex help) : DelegatingChatClient(inner)
{
    public HelpIndex Help => help;
}

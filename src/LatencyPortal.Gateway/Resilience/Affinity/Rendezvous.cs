using System.IO.Hashing;
using System.Text;

namespace LatencyPortal.Gateway.Resilience.Affinity;

/// <summary>Rendezvous hashing (Thaler and Ravishankar 1998): a member that goes takes only its own keys along.</summary>
internal static class Rendezvous
{
    /// <summary>A member's claim to a key; the highest wins.</summary>
    public static ulong Weight(string member, ulong key) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(member), unchecked((long)key));
}

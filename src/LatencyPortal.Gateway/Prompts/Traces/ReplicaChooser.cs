using System.Diagnostics;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>Chooses the replica of each request of a replay.</summary>
internal sealed class ReplicaChooser(ReplicaPolicy policy, IReadOnlyList<TraceReplica> replicas)
{
    /// <summary>
    /// Any seed is as good as another. This one gives the figures for Mooncake's conversation trace that an earlier replay had with a hash
    /// that was not noted; docs/benchmarks.md tells how far other seeds are from them.
    /// </summary>
    private const ulong Seed = 6812;

    private int _next;

    public TraceReplica Choose(TraceRequest request) => policy switch
    {
        ReplicaPolicy.RoundRobin => replicas[_next++ % replicas.Count],
        ReplicaPolicy.SecondBlock when request.Blocks is { Length: > 0 } blocks => replicas[BySecond(blocks)],
        // Without a block there is nothing to go by.
        ReplicaPolicy.SecondBlock or ReplicaPolicy.LongestPrefix => Longest(request),
        _ => throw new UnreachableException(),
    };

    private int BySecond(ulong[] blocks) => (int)(Mix(blocks[Math.Min(1, blocks.Length - 1)] ^ Seed) % (ulong)replicas.Count);

    private TraceReplica Longest(TraceRequest request) =>
        replicas.MinBy(replica => (-replica.Hits(request), replica.Figures.Requests))!;

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014): ids that follow each other are spread as evenly as hashes are.</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9e3779b97f4a7c15;
            value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
            value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
            return value ^ (value >> 31);
        }
    }
}

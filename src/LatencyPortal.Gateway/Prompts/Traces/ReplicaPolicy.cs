namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>How the replica of a request is chosen.</summary>
internal enum ReplicaPolicy
{
    /// <summary>One after another.</summary>
    RoundRobin,

    /// <summary>By the hash of the second block, the first when there is no other: the first is often the same for everyone.</summary>
    SecondBlock,

    /// <summary>The one that has the longest prefix; among equals the one with the fewest requests so far.</summary>
    LongestPrefix,
}

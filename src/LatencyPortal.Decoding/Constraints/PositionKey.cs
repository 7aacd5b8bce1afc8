namespace LatencyPortal.Decoding.Constraints;

/// <summary>What makes two positions equal.</summary>
/// <param name="Stacks">In the order of their numbers.</param>
/// <param name="IsComplete">The document may end here.</param>
internal readonly record struct PositionKey(GrammarStack[] Stacks, bool IsComplete)
{
    public bool Equals(PositionKey other) =>
        IsComplete == other.IsComplete && Stacks.AsSpan().SequenceEqual(other.Stacks);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(IsComplete);
        foreach (var stack in Stacks)
            hash.Add(stack.Number);
        return hash.ToHashCode();
    }
}

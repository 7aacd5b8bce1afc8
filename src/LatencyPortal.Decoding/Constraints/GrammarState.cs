namespace LatencyPortal.Decoding.Constraints;

/// <summary>One state of a grammar.</summary>
internal sealed class GrammarState
{
    /// <summary>What <see cref="StringRoom"/> says of a string without a limit.</summary>
    public const int Unlimited = int.MaxValue;

    public List<ByteEdge> Bytes { get; } = [];

    public List<CallEdge> Calls { get; } = [];

    /// <summary>States that are reached without a byte.</summary>
    public List<int> Empty { get; } = [];

    /// <summary>The part that this state belongs to may end here.</summary>
    public bool IsFinal { get; set; }

    /// <summary>
    /// Where the state stands between two characters of a plain string: how many characters may still
    /// come. Else negative. Masks of such states are put together from prepared ones.
    /// </summary>
    public int StringRoom { get; set; } = -1;

    /// <summary>Nothing can happen here but going back.</summary>
    public bool IsReturn => IsFinal && Bytes.Count == 0 && Calls.Count == 0 && Empty.Count == 0;
}

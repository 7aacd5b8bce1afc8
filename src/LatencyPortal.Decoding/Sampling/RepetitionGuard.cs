using System.Numerics;

namespace LatencyPortal.Decoding.Sampling;

/// <summary>
/// Notices an answer that only repeats itself: the last tokens are one block of 1 to 64 tokens over
/// and over. Each token costs the comparison with the 64 before it, and memory is constant.
/// <para>
/// An answer is runaway when its last <c>12 × block</c> tokens, at least 160 and at most 480, all equal
/// the token one block earlier. So a block of one token may stand 160 times and a line of 20 tokens
/// 13 times. That lets through what repeats on purpose: a rule or an indentation of some dozen tokens, table
/// and list lines (their contents differ, and any difference starts the count anew), a 10 × 10 matrix
/// of zeros, a chorus sung ten times. It ends a loop of 64-token paragraphs in its ninth round.
/// </para>
/// </summary>
internal sealed class RepetitionGuard
{
    /// <summary>Tokens of the longest block that is noticed.</summary>
    public const int LongestBlock = 64;

    // Index i belongs to a block of i + 1 tokens: the token that far back, and for how many tokens in
    // a row each one has been equal to the one that far back.
    private readonly int[] _before = new int[LongestBlock];
    private readonly int[] _repeated = new int[LongestBlock];

    public RepetitionGuard() => Array.Fill(_before, -1);

    /// <summary>Repeated tokens after which a block of this many tokens counts as runaway.</summary>
    public static int Limit(int block) => Math.Clamp(12 * block, 160, 480);

    /// <summary>Takes the next token of the answer; true if the answer now is runaway.</summary>
    public bool Push(int token)
    {
        var same = new Vector<int>(token);
        for (var i = 0; i < LongestBlock; i += Vector<int>.Count)
        {
            var equal = Vector.Equals(new Vector<int>(_before, i), same);
            ((new Vector<int>(_repeated, i) + Vector<int>.One) & equal).CopyTo(_repeated, i);
        }

        Array.Copy(_before, 0, _before, 1, LongestBlock - 1);
        _before[0] = token;
        for (var i = 0; i < LongestBlock; i++)
        {
            if (_repeated[i] >= Limit(i + 1))
                return true;
        }

        return false;
    }
}

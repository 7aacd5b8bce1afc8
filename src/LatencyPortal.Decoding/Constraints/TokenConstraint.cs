using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Constraints;

/// <summary>
/// How far one answer has come in following a <see cref="JsonConstraint"/>. Advancing and rewinding by
/// a token cost next to nothing, so drafts can be tried.
/// </summary>
internal sealed class TokenConstraint
{
    /// <summary>Forced bytes looked at in one go.</summary>
    private const int LongestForced = 256;

    private readonly JsonConstraint _constraint;

    // The position before the first token and after each; null after the end token.
    private readonly List<GrammarPosition?> _positions = [];

    internal TokenConstraint(JsonConstraint constraint, GrammarPosition start)
    {
        _constraint = constraint;
        _positions.Add(start);
    }

    private TokenConstraint(TokenConstraint other)
    {
        _constraint = other._constraint;
        _positions.AddRange(other._positions);
    }

    /// <summary>Tokens so far.</summary>
    public int Length => _positions.Count - 1;

    /// <summary>The tokens so far are a whole document: an end token is allowed, or has come.</summary>
    public bool IsComplete => _positions[^1]?.IsComplete ?? true;

    /// <summary>An end token has come; nothing may follow.</summary>
    public bool HasEnded => _positions[^1] is null;

    /// <summary>Goes on by a token; false, without a change, if it is not allowed.</summary>
    public bool Advance(int token)
    {
        if (_positions[^1] is not { } position)
            return false;
        if (_constraint.IsEnd(token))
        {
            if (position.IsComplete)
                _positions.Add(null);
            return position.IsComplete;
        }

        if (_constraint.Follow(position, token) is not { } next)
            return false;
        _positions.Add(next);
        return true;
    }

    /// <summary>Takes the last tokens back.</summary>
    public void Rewind(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, Length);
        _positions.RemoveRange(_positions.Count - tokens, tokens);
    }

    /// <summary>Sets exactly the bits of the tokens that may come next: at least one, unless the answer has ended.</summary>
    public void FillMask(TokenMask mask)
    {
        if (_positions[^1] is { } position)
            _constraint.Allowed(position).CopyTo(mask);
        else
            mask.Clear();
    }

    /// <summary>
    /// The token that comes next, if there is little choice: its bytes must come, and no longer token
    /// could begin with them. It is always allowed, and a good draft; only shorter spellings of the same
    /// bytes may be allowed beside it.
    /// </summary>
    public bool TryGetForced(out int token)
    {
        Span<int> one = stackalloc int[1];
        var found = GetForced(one) > 0;
        token = found ? one[0] : -1;
        return found;
    }

    /// <summary>Writes as many forced tokens in a row as there are, or fit in; gives their number.</summary>
    public int GetForced(Span<int> tokens)
    {
        if (_positions[^1] is not { } position)
            return 0;
        Span<byte> forced = stackalloc byte[LongestForced];
        var behind = _constraint.ForcedBytes(position, forced, out var length);
        ReadOnlySpan<byte> rest = forced[..length];
        var count = 0;
        while (count < tokens.Length && !rest.IsEmpty && _constraint.LongestToken(rest, behind) is { } token)
        {
            tokens[count++] = token;
            rest = rest[_constraint.SpelledLength(token)..];
        }

        if (count < tokens.Length && rest.IsEmpty && _constraint.MustEnd(behind))
            tokens[count++] = _constraint.EndToken;
        return count;
    }

    /// <summary>A copy that goes its own way.</summary>
    public TokenConstraint Clone() => new(this);
}

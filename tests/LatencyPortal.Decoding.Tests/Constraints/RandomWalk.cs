using LatencyPortal.Decoding.Constraints;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Constraints;

/// <summary>Follows a constraint by drawing any allowed token.</summary>
internal static class RandomWalk
{
    /// <summary>Draws until the answer ends; from some length on prefers what closes things.</summary>
    public static List<int> Run(TokenConstraint constraint, int seed, int patience = 60)
    {
        var random = new Random(seed);
        var mask = new TokenMask(Vocabularies.Tokens.Count);
        var tokens = new List<int>();
        while (!constraint.HasEnded)
        {
            constraint.FillMask(mask);
            var allowed = Enumerable.Range(0, mask.VocabularySize).Where(id => mask[id]).ToList();
            Assert.NotEmpty(allowed);
            if (tokens.Count > patience && allowed.Contains(Vocabularies.End))
                allowed = [Vocabularies.End];
            else if (tokens.Count > patience && random.Next(2) == 0)
                allowed = [.. allowed.Where(Closes).DefaultIfEmpty(allowed[random.Next(allowed.Count)])];
            var token = allowed[random.Next(allowed.Count)];
            Assert.True(constraint.Advance(token));
            if (token != Vocabularies.End)
                tokens.Add(token);
            Assert.InRange(tokens.Count, 0, 50_000);
        }

        return tokens;
    }

    private static bool Closes(int token) => Vocabularies.Tokens[token] is [(byte)'"' or (byte)']' or (byte)'}'];
}

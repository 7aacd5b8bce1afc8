using System.Text;
using LatencyPortal.Decoding.Constraints;

namespace LatencyPortal.Decoding.Tests.Constraints;

/// <summary>Asks a constraint about texts.</summary>
internal static class ConstraintFollower
{
    private const int FirstByte = 2;

    public static JsonConstraint Compile(string schema) => JsonConstraint.Compile(schema, Vocabularies.Small);

    /// <summary>The text is a whole document; it is spelled byte by byte.</summary>
    public static bool Accepts(this JsonConstraint constraint, string text)
    {
        var state = constraint.Start();
        return Encoding.UTF8.GetBytes(text).All(value => state.Advance(FirstByte + value)) && state.IsComplete;
    }

    /// <summary>The bytes begin a document.</summary>
    public static bool Begins(this JsonConstraint constraint, IEnumerable<byte> bytes)
    {
        var state = constraint.Start();
        return bytes.All(value => state.Advance(FirstByte + value));
    }

    /// <summary>Tokens that spell the bytes, cut at random.</summary>
    public static List<int> Tokenise(ReadOnlySpan<byte> bytes, Random random)
    {
        var tokens = new List<int>();
        while (!bytes.IsEmpty)
        {
            var fitting = new List<int>();
            for (var id = FirstByte; id < Vocabularies.Tokens.Count; id++)
            {
                if (bytes.StartsWith(Vocabularies.Tokens[id]))
                    fitting.Add(id);
            }

            tokens.Add(fitting[random.Next(fitting.Count)]);
            bytes = bytes[Vocabularies.Tokens[tokens[^1]].Length..];
        }

        return tokens;
    }
}

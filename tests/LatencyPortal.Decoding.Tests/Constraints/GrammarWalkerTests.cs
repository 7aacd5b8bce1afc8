using System.Text;
using LatencyPortal.Decoding.Constraints;

namespace LatencyPortal.Decoding.Tests.Constraints;

public sealed class GrammarWalkerTests
{
    [Fact]
    public void Step_MorePositionsThanAreRemembered_GoesOnAlike()
    {
        // Every character leaves room for one less, so every position is new.
        const int most = 30_000;
        var constraint = ConstraintFollower.Compile($$"""{"type":"array","items":{"type":"string","maxLength":{{most}}},"minItems":2,"maxItems":2}""");
        var longest = $"\"{new string('x', most)}\"";

        Assert.True(constraint.Accepts($"[{longest},{longest}]"));
        Assert.False(constraint.Begins(Encoding.UTF8.GetBytes($"[{longest[..^1]}x")));
        Assert.True(constraint.Accepts("""["",""]"""));
    }

    [Fact]
    public void Step_EqualPositions_AreOneObject()
    {
        var walker = new GrammarWalker(SchemaCompiler.Compile("""{"type":"array","items":{"type":"string"}}"""));

        Assert.Same(Follow("[\"a\",\"b"), Follow("[\"ä\", \"\\n"));
        Assert.Same(Follow("[\"a\""), Follow("[\"b\", \"c\""));
        Assert.True(Follow("]").IsDead);

        GrammarPosition Follow(string text) => Encoding.UTF8.GetBytes(text).Aggregate(walker.Start, walker.Step);
    }
}

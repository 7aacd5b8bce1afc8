using CsCheck;
using LatencyPortal.Decoding.Constraints;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Constraints;

public sealed class JsonConstraintTests
{
    private static readonly Gen<(int Schema, int Walk)> AnySeeds = Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000]);

    [Fact]
    public void Walk_RandomSchemas_EndsInJsonThatFits() =>
        AnySeeds.Sample(
            seeds =>
            {
                var schema = SchemaGenerator.Make(seeds.Schema);
                if (TryCompile(schema) is not { } constraint)
                    return;
                var text = Vocabularies.Text(RandomWalk.Run(constraint.Start(), seeds.Walk));
                Assert.True(new SchemaValidator(schema).IsValid(text), $"{schema}\n{text}");
            },
            iter: 600);

    [Fact]
    public void Advance_AValidDocumentCutAnyhow_IsAllowedThroughout() =>
        AnySeeds.Sample(
            seeds =>
            {
                if (TryCompile(SchemaGenerator.Make(seeds.Schema)) is not { } constraint)
                    return;
                var bytes = Vocabularies.Bytes(RandomWalk.Run(constraint.Start(), seeds.Walk));
                var state = constraint.Start();
                var mask = new TokenMask(Vocabularies.Tokens.Count);
                foreach (var token in ConstraintFollower.Tokenise(bytes, new Random(seeds.Walk)))
                {
                    state.FillMask(mask);
                    Assert.True(mask[token]);
                    Assert.True(state.Advance(token));
                }

                Assert.True(state.IsComplete);
            },
            iter: 200);

    [Fact]
    public void FillMask_AnyState_IsExactlyWhatAdvanceAllows() =>
        AnySeeds.Sample(
            seeds =>
            {
                if (TryCompile(SchemaGenerator.Make(seeds.Schema)) is not { } constraint)
                    return;
                var tokens = RandomWalk.Run(constraint.Start(), seeds.Walk);
                var state = constraint.Start();
                var mask = new TokenMask(Vocabularies.Tokens.Count);
                foreach (var token in tokens.Append(Vocabularies.End).Take(40))
                {
                    state.FillMask(mask);
                    for (var id = 0; id < mask.VocabularySize; id++)
                    {
                        var isAllowed = state.Advance(id);
                        if (isAllowed)
                            state.Rewind(1);
                        Assert.Equal(isAllowed, mask[id]);
                    }

                    state.Advance(token);
                }
            },
            iter: 100);

    [Fact]
    public void GetForced_AnyState_IsNeverWrong() =>
        AnySeeds.Sample(
            seeds =>
            {
                if (TryCompile(SchemaGenerator.Make(seeds.Schema)) is not { } constraint)
                    return;
                var state = constraint.Start();
                var mask = new TokenMask(Vocabularies.Tokens.Count);
                var forced = new int[8];
                foreach (var token in RandomWalk.Run(constraint.Start(), seeds.Walk).Append(Vocabularies.End).Take(60))
                {
                    state.FillMask(mask);
                    var allowed = Enumerable.Range(0, mask.VocabularySize).Where(id => mask[id]).ToList();
                    var count = state.GetForced(forced);
                    Assert.Equal(count > 0, state.TryGetForced(out var first));
                    if (count > 0)
                    {
                        // Whatever else is allowed only spells the same bytes in smaller steps.
                        Assert.Equal(forced[0], first);
                        var bytes = Vocabularies.Bytes([first]);
                        Assert.Contains(first, allowed);
                        Assert.All(allowed, id => Assert.True(bytes.AsSpan().StartsWith(Vocabularies.Tokens[id])));
                        var copy = state.Clone();
                        Assert.All(forced[..count], id => Assert.True(copy.Advance(id)));
                    }
                    else
                    {
                        Assert.NotEqual(1, allowed.Count);
                    }

                    state.Advance(token);
                }
            },
            iter: 200);

    [Fact]
    public void RewindAndClone_AnyWay_AreAsIfNothingHadHappened() =>
        AnySeeds.Sample(
            seeds =>
            {
                if (TryCompile(SchemaGenerator.Make(seeds.Schema)) is not { } constraint)
                    return;
                var random = new Random(seeds.Walk);
                var tokens = RandomWalk.Run(constraint.Start(), seeds.Walk).Append(Vocabularies.End).Take(50).ToList();
                var state = constraint.Start();
                for (var step = 0; step < 60; step++)
                {
                    if (random.Next(3) == 0)
                        state.Rewind(random.Next(state.Length + 1));
                    else if (state.Length < tokens.Count)
                        Assert.True(state.Advance(tokens[state.Length]));
                    var other = state.Clone();
                    other.Rewind(other.Length);
                    var fresh = constraint.Start();
                    Assert.All(tokens.Take(state.Length), token => Assert.True(fresh.Advance(token)));
                    Assert.Equal((fresh.IsComplete, fresh.HasEnded, fresh.Length), (state.IsComplete, state.HasEnded, state.Length));
                    Assert.Equal(Mask(fresh), Mask(state));
                }
            },
            iter: 60);

    [Fact]
    public void AnyObject_RandomWalks_AreObjects() =>
        Gen.Int[0, 1_000_000].Sample(
            seed =>
            {
                var text = Vocabularies.Text(RandomWalk.Run(JsonConstraint.AnyObject(Vocabularies.Small).Start(), seed));
                Assert.True(new SchemaValidator("""{"type":"object"}""").IsValid(text));
            },
            iter: 100);

    [Fact]
    public void FillMask_SameStateAgain_AllocatesNothing()
    {
        var state = JsonConstraint.AnyObject(Vocabularies.Small).Start();
        var mask = new TokenMask(Vocabularies.Tokens.Count);
        var walk = RandomWalk.Run(state.Clone(), 5);
        var forced = new int[4];
        Follow();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Follow();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Follow()
        {
            foreach (var token in walk)
            {
                state.FillMask(mask);
                state.GetForced(forced);
                state.Advance(token);
            }

            state.Rewind(walk.Count);
        }
    }

    [Fact]
    public void Advance_AfterTheEnd_IsRefused()
    {
        var state = ConstraintFollower.Compile("""{"const":1}""").Start();

        Assert.False(state.Advance(Vocabularies.End));
        Assert.False(state.Advance(1));
        Assert.False(state.Advance(1_000_000));
        Assert.True(state.TryGetForced(out var one));
        Assert.True(state.Advance(one));
        Assert.True(state.TryGetForced(out var end));
        Assert.Equal(Vocabularies.End, end);
        Assert.True(state.Advance(end));
        Assert.True(state.HasEnded && state.IsComplete);
        Assert.False(state.Advance(end));
        Assert.DoesNotContain(true, Mask(state));
    }

    private static bool[] Mask(TokenConstraint state)
    {
        var mask = new TokenMask(Vocabularies.Tokens.Count);
        state.FillMask(mask);
        return [.. Enumerable.Range(0, mask.VocabularySize).Select(id => mask[id])];
    }

    private static JsonConstraint? TryCompile(string schema)
    {
        try
        {
            return ConstraintFollower.Compile(schema);
        }
        catch (SchemaException e) when (e.Message.Contains("no JSON", StringComparison.Ordinal))
        {
            return null;
        }
    }
}

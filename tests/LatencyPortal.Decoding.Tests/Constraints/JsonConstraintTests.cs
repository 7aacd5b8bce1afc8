using System.Text;
using System.Text.Json;
using CsCheck;
using LatencyPortal.Decoding.Constraints;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Constraints;

public sealed class JsonConstraintTests
{
    [Fact]
    public void Walk_RandomSchemas_EndsInJsonThatFits() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000]).Sample(
            (schemaSeed, walkSeed) =>
            {
                var schema = SchemaGenerator.Make(schemaSeed);
                JsonConstraint constraint;
                try
                {
                    constraint = JsonConstraint.Compile(schema, Vocabularies.Small);
                }
                catch (SchemaException e) when (e.Message.Contains("no JSON", StringComparison.Ordinal))
                {
                    return;
                }

                var text = Vocabularies.Text(RandomWalk.Run(constraint.Start(), walkSeed));
                Assert.True(new SchemaValidator(schema).IsValid(text), $"{schema}\n{text}");
            },
            iter: 400);
}

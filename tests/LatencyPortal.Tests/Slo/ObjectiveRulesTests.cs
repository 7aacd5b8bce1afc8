using LatencyPortal.Slo;
using LatencyPortal.Telemetry.Slo;
using Xunit;

namespace LatencyPortal.Tests.Slo;

/// <summary>What may be promised, and how it is said.</summary>
public sealed class ObjectiveRulesTests
{
    [Fact]
    public void Form_OfAnyDefault_MakesTheSameObjective()
    {
        foreach (var objective in ObjectiveStore.Defaults)
        {
            var input = ObjectiveForm.Of(objective);

            Assert.Null(ObjectiveRules.Check(input));
            Assert.Equal(objective, ObjectiveRules.Make(input, new HashSet<string> { objective.Id }));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void Target_LeavesABudget(double percent)
    {
        var input = ObjectiveForm.New();
        (input.Name, input.TargetPercent) = ("x", percent);

        Assert.Contains("100 % would leave no budget", ObjectiveRules.Check(input), StringComparison.Ordinal);
    }

    [Fact]
    public void Limit_MustBeSaid()
    {
        foreach (var indicator in Enum.GetValues<SloIndicator>().Where(indicator => indicator != SloIndicator.ErrorFree))
            Assert.NotNull(ObjectiveRules.Check(new ObjectiveInput { Name = "x", Indicator = indicator }));
    }

    [Fact]
    public void Id_OfANameThatIsTaken_HasANumber()
    {
        var input = ObjectiveForm.New();
        input.Name = "Fast, für alle!";

        Assert.Equal("fast-f-r-alle-2", ObjectiveRules.Make(input, new HashSet<string> { "fast-f-r-alle" }).Id);
    }

    [Fact]
    public void Promise_InWords() => Assert.Equal(
        [
            "95 % of the requests have a TTFT below 300 ms, over 30 days.",
            "95 % of the requests have a TPOT below 20 ms, over 30 days.",
            "50 % of the requests have a cached share above 40 %, over 30 days (from 1,024 input tokens on).",
            "99 % of the requests have no error, over 30 days.",
        ],
        ObjectiveStore.Defaults.Select(SloText.Promise));
}

using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Prompts.Insight;
using Xunit;

namespace LatencyPortal.Tests.Prompts.Insight;

/// <summary>Figures of a template's requests in words.</summary>
public sealed class InsightTextTests
{
    [Theory]
    [InlineData(ChangeRate.Never, ChangeRate.Request, "changes more often than declared")]
    [InlineData(ChangeRate.Day, ChangeRate.Hour, "changes more often than declared")]
    [InlineData(ChangeRate.Request, ChangeRate.Day, "is steadier than declared")]
    [InlineData(ChangeRate.User, ChangeRate.Never, "is steadier than declared")]
    [InlineData(ChangeRate.User, ChangeRate.Request, "changes more often than declared")]
    public void Hint_OtherThanDeclared_SaysWhatToDo(ChangeRate declared, ChangeRate seen, string says) =>
        Assert.StartsWith(says, InsightText.Hint(declared, seen, 0.5), StringComparison.Ordinal);

    [Theory]
    [InlineData(ChangeRate.Day, ChangeRate.Day)]
    [InlineData(ChangeRate.User, ChangeRate.Conversation)]
    [InlineData(null, ChangeRate.Day)]
    [InlineData(ChangeRate.Never, null)]
    public void Hint_NothingToContradict_IsNone(ChangeRate? declared, ChangeRate? seen) => Assert.Null(InsightText.Hint(declared, seen, 0.5));

    [Fact]
    public void Hint_OfSomeRequests_DoesNotSayEach() =>
        Assert.Contains("In 10.8 % of requests it had another value than in the one before: declare “with each request”, since no steadier rate holds", InsightText.Hint(ChangeRate.Never, ChangeRate.Request, 0.108), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.04, "0 s")]
    [InlineData(3.25, "3.3 s")]
    [InlineData(42.4, "42 s")]
    [InlineData(150.0, "2.5 min")]
    [InlineData(3_600.0, "1 h")]
    [InlineData(7_200.0, "2 h")]
    [InlineData(259_200.0, "3 days")]
    public void Time_HasItsUnit(double? seconds, string text) => Assert.Equal(text, InsightText.Time(seconds));
}

using Xunit;

namespace LatencyPortal.Telemetry.Tests;

public sealed class RequestStampsTests
{
    private static readonly RequestStamps Stamps = new()
    {
        RequestWritten = 5,
        Headers = 40,
        FirstToken = 105,
        FirstAnswer = 305,
        FirstPaint = 330,
        LastToken = 505,
        End = 515,
    };

    [Fact]
    public void Figures_WholeCall_FollowTheDefinitions()
    {
        Assert.Equal(100, Stamps.TimeToFirstToken);
        Assert.Equal(300, Stamps.TimeToFirstOutput);
        Assert.Equal(330, Stamps.UserTimeToFirstToken);
        Assert.Equal(510, Stamps.EndToEnd);
        Assert.Equal(20, Stamps.TimePerOutputToken(21));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    public void TimePerOutputToken_FewerThanTwoTokens_IsUndefined(int? tokens) =>
        Assert.Null(Stamps.TimePerOutputToken(tokens));

    [Fact]
    public void TimePerOutputToken_AllInOnePiece_IsUndefined() =>
        Assert.Null((Stamps with { LastToken = Stamps.FirstToken }).TimePerOutputToken(21));

    [Fact]
    public void Figures_NoFirstToken_AreUnknown()
    {
        var stamps = new RequestStamps { RequestWritten = 5, End = 900 };

        Assert.Null(stamps.TimeToFirstToken);
        Assert.Null(stamps.TimePerOutputToken(30));
        Assert.Equal(895, stamps.EndToEnd);
    }

    [Fact]
    public void CachedShare_ProviderSaysNothing_IsUnknown()
    {
        Assert.Null((Records.Make() with { InputTokens = 100, CachedInputTokens = null }).CachedShare);
        Assert.Equal(0.25, (Records.Make() with { InputTokens = 100, CachedInputTokens = 25 }).CachedShare);
    }
}

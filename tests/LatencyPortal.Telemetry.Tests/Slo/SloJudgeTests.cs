using LatencyPortal.Telemetry.Slo;
using Xunit;

namespace LatencyPortal.Telemetry.Tests.Slo;

public sealed class SloJudgeTests
{
    private static readonly SloObjective Ttft = Objectives.Of(SloIndicator.Ttft) with { TtftMs = 300 };
    private static readonly SloObjective Tpot = Objectives.Of(SloIndicator.Tpot) with { TpotMs = 20 };
    private static readonly SloObjective EndToEnd = Objectives.Of(SloIndicator.EndToEnd) with { EndToEndMs = 1_000 };
    private static readonly SloObjective Cached = Objectives.Of(SloIndicator.CachedShare) with { CachedShare = 0.4 };
    private static readonly SloObjective ErrorFree = Objectives.Of(SloIndicator.ErrorFree);
    private static readonly SloObjective Goodput = Objectives.Of(SloIndicator.Goodput) with { TtftMs = 300, TpotMs = 20, EndToEndMs = 1_000 };

    [Theory]
    [InlineData(299.999, SloVerdict.Good)]
    [InlineData(300, SloVerdict.Bad)]
    [InlineData(300.001, SloVerdict.Bad)]
    public void Ttft_IsHeldAgainstTheLimitItself(double ttft, SloVerdict verdict) => Assert.Equal(verdict, SloJudge.Judge(Ttft, Records.Make(ttft: ttft)));

    [Theory]
    [InlineData(19.9, 50, SloVerdict.Good)]
    [InlineData(20.1, 50, SloVerdict.Bad)]
    [InlineData(20.1, 1, SloVerdict.NotCounted)]
    public void Tpot_OfASingleToken_IsNotCounted(double tpot, int tokens, SloVerdict verdict) => Assert.Equal(verdict, SloJudge.Judge(Tpot, Records.Make(tpot: tpot, tokens: tokens)));

    [Fact]
    public void Failure_IsBad_UnlessTheCallerIsAtFault()
    {
        var cut = Records.Make() with { Outcome = RequestOutcome.Failed, ErrorKind = "broken_stream" };
        var wrong = cut with { ErrorKind = "invalid_request" };

        foreach (var objective in new[] { Ttft, Tpot, EndToEnd, ErrorFree, Goodput })
        {
            Assert.Equal(SloVerdict.Bad, SloJudge.Judge(objective, cut));
            Assert.Equal(SloVerdict.NotCounted, SloJudge.Judge(objective, wrong));
        }

        Assert.Equal(SloVerdict.NotCounted, SloJudge.Judge(Cached, cut with { CachedInputTokens = 40 }));
    }

    [Theory]
    [InlineData(null, 200, SloVerdict.NotCounted, SloVerdict.NotCounted)]
    [InlineData(null, 300, SloVerdict.Bad, SloVerdict.Bad)]
    [InlineData(250.0, 500, SloVerdict.Good, SloVerdict.NotCounted)]
    [InlineData(350.0, 500, SloVerdict.Bad, SloVerdict.Bad)]
    [InlineData(250.0, 1_000, SloVerdict.Good, SloVerdict.Bad)]
    public void Stopped_CountsForWhatWasDecidedBefore(double? firstToken, double end, SloVerdict ttft, SloVerdict goodput)
    {
        var stopped = Records.Make() with
        {
            Outcome = RequestOutcome.Cancelled,
            Stamps = new RequestStamps { RequestWritten = 0, FirstToken = firstToken, LastToken = firstToken, End = end },
            OutputTokens = null,
        };

        Assert.Equal(ttft, SloJudge.Judge(Ttft, stopped));
        Assert.Equal(goodput, SloJudge.Judge(Goodput, stopped));
        Assert.Equal(SloVerdict.NotCounted, SloJudge.Judge(ErrorFree, stopped));
    }

    [Theory]
    [InlineData(20, SloVerdict.Bad)]
    [InlineData(21, SloVerdict.Good)]
    [InlineData(null, SloVerdict.NotCounted)]
    public void CachedShare_MustBeExceeded(int? cached, SloVerdict verdict) => Assert.Equal(verdict, SloJudge.Judge(Cached, Records.Make() with { CachedInputTokens = cached }));

    [Fact]
    public void Goodput_NeedsEveryLimit()
    {
        Assert.Equal(SloVerdict.Good, SloJudge.Judge(Goodput, Records.Make()));
        Assert.Equal(SloVerdict.Bad, SloJudge.Judge(Goodput, Records.Make(ttft: 400)));
        Assert.Equal(SloVerdict.Bad, SloJudge.Judge(Goodput, Records.Make(tpot: 30)));
        Assert.Equal(SloVerdict.Bad, SloJudge.Judge(Goodput, Records.Make(tokens: 101)));
        Assert.Equal(SloVerdict.Good, SloJudge.Judge(Goodput, Records.Make(tokens: 1)));
    }

    [Fact]
    public void Scope_LeavesOthersOut()
    {
        var record = Records.Make() with { Template = "support", Pool = "fast" };
        foreach (var (scope, holds) in new (SloScope, bool)[]
        {
            (SloScope.All, true),
            (new SloScope { Model = "portal-assistant", Endpoint = "local", Pool = "fast", Template = "support", Source = "api", LeastInputTokens = 50, InputTokensBelow = 51 }, true),
            (new SloScope { Model = "other" }, false),
            (new SloScope { Pool = "slow" }, false),
            (new SloScope { Template = "other" }, false),
            (new SloScope { Source = "chat" }, false),
            (new SloScope { LeastInputTokens = 51 }, false),
            (new SloScope { InputTokensBelow = 50 }, false),
        })
        {
            Assert.Equal(holds, scope.Holds(record));
            Assert.Equal(holds ? SloVerdict.Good : SloVerdict.NotCounted, SloJudge.Judge(Ttft with { Scope = scope }, record));
        }

        Assert.False(new SloScope { LeastInputTokens = 0 }.Holds(record with { InputTokens = null }));
    }

    [Fact]
    public void WarmingCalls_AreNotCounted() => Assert.Equal(SloVerdict.NotCounted, SloJudge.Judge(Ttft, Records.Make() with { Source = "warm" }));
}

using CsCheck;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>What holds for every fault at every place.</summary>
public sealed class FaultPropertyTests
{
    private static readonly FaultKind[] Frames =
    [
        FaultKind.CrlfLines, FaultKind.CrLines, FaultKind.MixedLines, FaultKind.ByteOrderMark, FaultKind.Comments,
        FaultKind.MultiLineData, FaultKind.EventOnly, FaultKind.UnknownFields, FaultKind.DoubleDone, FaultKind.DataAfterDone,
    ];

    private static readonly FaultKind[] Chunks =
        [FaultKind.SplitChunks, FaultKind.RandomChunks, FaultKind.SplitCharacters, FaultKind.ManyInOneWrite];

    private static readonly Gen<UpstreamPlan> Chunked = Gen.Select(
        Gen.Int, Gen.Int[1, 40], OneOf(Frames), OneOf(Frames), OneOf(Chunks), Gen.Int[1, 200],
        (seed, tokens, frame, second, chunk, size) => new UpstreamPlan
        {
            Seed = seed,
            Answer = new AnswerScript { Tokens = tokens },
            Rules = [FaultRule.Always(new Fault(frame), new Fault(second), new Fault(chunk) { Size = size })],
        });

    private static readonly Gen<UpstreamPlan> Faulty = Gen.Select(
        Gen.Int, Gen.Int[0, 20], Gen.Int[0, 22], Gen.Enum<FaultKind>(), Gen.Int[1, 100],
        (seed, tokens, after, kind, size) => new UpstreamPlan
        {
            Seed = seed,
            Answer = new AnswerScript { Tokens = tokens },
            Rules = [FaultRule.Always(new Fault(kind) { AfterTokens = after, Size = size })],
        });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Gen<FaultKind> OneOf(FaultKind[] kinds) => Gen.Int[0, kinds.Length - 1].Select(i => kinds[i]);

    [Fact]
    public async Task Read_ValidStreamInAnyPieces_GivesTheSameText()
    {
        await using var fixture = await FaultFixture.StartAsync(new UpstreamPlan());

        await Chunked.SampleAsync(
            async plan =>
            {
                fixture.Upstream.Plan = plan;
                var answer = await fixture.ReadAsync();
                Assert.Equal((fixture.Upstream.Requests[^1].TextSent, null), (answer.Text, answer.Failure));
                Assert.Equal(plan.Answer.Tokens, answer.Record.OutputTokens);
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public async Task Read_AnySingleFault_EndsAndKeepsWhatArrived()
    {
        await using var fixture = await FaultFixture.StartAsync(new UpstreamPlan());

        await Faulty.SampleAsync(
            async plan =>
            {
                fixture.Upstream.Plan = plan;
                // What failed before is forgotten: the breaker has tests of its own.
                fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(2));
                // Nothing here may hang: a call that does fails by this limit.
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
                limit.CancelAfter(TimeSpan.FromSeconds(30));
                var before = fixture.Upstream.Requests.Count;
                var answer = await fixture.ReadThroughSilenceAsync(limit.Token);

                // A connection that the upstream closes while the call is on its way carries nothing there.
                var requests = fixture.Upstream.Requests;
                var sent = requests.Count > before ? requests[^1].TextSent : "";
                // A reset may overtake what was sent: the system throws it away before anybody reads it.
                var isReset = plan.Rules[0].Faults[0].Kind == FaultKind.Reset;
                Assert.StartsWith(isReset ? answer.Text : sent, isReset ? sent : answer.Text, StringComparison.Ordinal);
                if (answer.Failure is null)
                    Assert.Equal((sent, RequestOutcome.Completed), (answer.Text, answer.Record.Outcome));
                else
                    Assert.Equal((RequestOutcome.Failed, answer.Failure.Code), (answer.Record.Outcome, answer.Record.ErrorKind));
            },
            iter: 300,
            threads: 1);
    }
}

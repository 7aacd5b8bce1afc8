using CsCheck;
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

        await SingleFault.Any.SampleAsync(
            plan => SingleFault.EndsAndKeepsWhatArrivedAsync(fixture, plan, Token),
            iter: 300,
            threads: 1);
    }
}

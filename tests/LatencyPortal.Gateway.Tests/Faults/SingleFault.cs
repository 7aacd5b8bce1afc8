using CsCheck;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>What holds for every single fault at every place, whatever the wire format.</summary>
internal static class SingleFault
{
    /// <summary>Any fault, anywhere in an answer of any length.</summary>
    public static Gen<UpstreamPlan> Any { get; } = Gen.Select(
        Gen.Int, Gen.Int[0, 20], Gen.Int[0, 22], Gen.Enum<FaultKind>(), Gen.Int[1, 100],
        (seed, tokens, after, kind, size) => new UpstreamPlan
        {
            Seed = seed,
            Answer = new AnswerScript { Tokens = tokens },
            Rules = [FaultRule.Always(new Fault(kind) { AfterTokens = after, Size = size })],
        });

    /// <summary>Asks an upstream that fails by the plan, and checks that the call ends and keeps what arrived.</summary>
    public static async Task EndsAndKeepsWhatArrivedAsync(FaultFixture fixture, UpstreamPlan plan, CancellationToken cancellationToken)
    {
        fixture.Upstream.Plan = plan;
        // What failed before is forgotten: the breaker has tests of its own.
        fixture.Gateway.Time.Advance(TimeSpan.FromMinutes(2));
        // Nothing here may hang: a call that does fails by this limit.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(120));
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
    }
}

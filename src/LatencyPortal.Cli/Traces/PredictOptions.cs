using System.CommandLine;
using LatencyPortal.Gateway.Prompts.Traces;

namespace LatencyPortal.Cli.Traces;

/// <summary>The options of <c>trace predict</c>.</summary>
internal sealed class PredictOptions
{
    private const string Mooncake = "mooncake";
    private const string Portal = "portal";

    private static readonly Dictionary<string, ReplicaPolicy> Policies = new(StringComparer.Ordinal)
    {
        ["round-robin"] = ReplicaPolicy.RoundRobin,
        ["second-block"] = ReplicaPolicy.SecondBlock,
        ["longest-prefix"] = ReplicaPolicy.LongestPrefix,
    };

    private readonly Option<string> _trace = new("--trace") { Description = "The trace: JSON lines, sorted by time.", HelpName = "FILE", Required = true };

    private readonly Option<string?> _format = Options.OneOf("--format", "What its lines mean; mooncake when left out.", [Mooncake, Portal]);

    private readonly Option<int?> _block = Options.OptionalNumber(
        "--block", "Tokens of a block: what the trace was recorded in, or a multiple of 512 when that is 512, as it is when left out. Marks of the portal's form say themselves where a block ends.", 1, 1_048_576);

    private readonly Option<int> _capacity = Options.Number("--capacity", "Blocks that each replica holds; 0: as many as come.", 0, 0, int.MaxValue);

    private readonly Option<double?> _ttl = Options.OptionalNumber(
        "--ttl", "Seconds that a block stays when nobody uses it; for good when left out.", 0.001, 1_000_000_000.0);

    private readonly Option<int?> _replicas = Options.OptionalNumber("--replicas", "Replicas, each with a cache of its own; 1 when left out.", 1, 10_000);

    private readonly Option<string?> _policy = Options.OneOf(
        "--policy", "How the replica of a request is chosen; round-robin when left out.", [.. Policies.Keys]);

    public Command AddTo(Command command)
    {
        foreach (var option in new Option[] { _trace, _format, _block, _capacity, _ttl, _replicas, _policy })
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_policy) is not null && result.GetResult(_replicas) is null)
                result.AddError("--policy needs --replicas: with one replica there is nothing to choose.");
        });
        return command;
    }

    public PredictQuestion Question(ParseResult parsed)
    {
        var format = parsed.GetValue(_format) ?? Mooncake;
        var replicas = parsed.GetValue(_replicas);
        var policy = replicas is null ? null : parsed.GetValue(_policy) ?? "round-robin";
        var capacity = parsed.GetValue(_capacity);
        TimeSpan? ttl = parsed.GetValue(_ttl) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var setup = new CacheSetup(capacity == 0 ? null : capacity, ttl, replicas ?? 1, policy is null ? ReplicaPolicy.RoundRobin : Policies[policy]);
        return new PredictQuestion(
            parsed.GetRequiredValue(_trace), format, format == Portal ? null : parsed.GetValue(_block) ?? MooncakeFormat.DefaultBlock, setup, policy);
    }
}

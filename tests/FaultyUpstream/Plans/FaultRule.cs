namespace LatencyPortal.Testing.Upstream;

/// <summary>Which requests have which faults. Requests are numbered from 1 in the order in which they arrive.</summary>
public sealed record FaultRule
{
    /// <summary>The faults.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>Whether a request has one of the faults, drawn from the seed, instead of all of them.</summary>
    public bool OneOf { get; init; }

    /// <summary>Numbers of the requests; all when <see langword="null"/>.</summary>
    public IReadOnlyList<int>? Requests { get; init; }

    /// <summary>Share of these requests that have the faults, 0 to 1, drawn from the seed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The only format it is about; all when <see langword="null"/>.</summary>
    public WireFormat? Format { get; init; }

    /// <summary>Every request has all these faults.</summary>
    public static FaultRule Always(params Fault[] faults) => new() { Faults = faults };

    /// <summary>One request has all these faults.</summary>
    public static FaultRule Once(int number, params Fault[] faults) => new() { Requests = [number], Faults = faults };

    internal IEnumerable<Fault> Draw(int number, WireFormat format, Random random)
    {
        // Always as many draws, so that a change of one rule leaves the others as they were.
        var chance = random.NextDouble();
        var choice = random.Next(Math.Max(1, Faults.Count));
        if (Requests?.Contains(number) == false || (Format is not null && Format != format) || chance >= Probability)
            return [];
        return OneOf ? [Faults[choice]] : Faults;
    }
}

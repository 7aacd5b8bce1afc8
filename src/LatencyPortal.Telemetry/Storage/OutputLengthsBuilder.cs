namespace LatencyPortal.Telemetry.Storage;

/// <summary>Sorts records by model, temperature and template into <see cref="OutputLengths"/>.</summary>
internal sealed class OutputLengthsBuilder
{
    private readonly Dictionary<(string Model, double? Temperature, string? Template), Group> _groups = [];

    public void Add(RequestRecord record)
    {
        // What was stopped or failed says nothing about how long the model wanted to write.
        if (record is not { Outcome: RequestOutcome.Completed, OutputTokens: > 0 and var tokens })
            return;
        var key = (record.Model, record.Temperature is { } temperature ? (double?)Math.Round(temperature, 2) : null, record.Template);
        if (!_groups.TryGetValue(key, out var group))
            _groups.Add(key, group = new Group());
        group.Tokens.Add(tokens);
        group.AfterStop += record.TokensAfterStop ?? 0;
        if (record.FinishReason == "length")
            group.CutOff++;
    }

    /// <summary>Ordered by model, temperature and template, what was left to the model first.</summary>
    public IReadOnlyList<OutputLengths> Build() =>
    [
        .. _groups
            .OrderBy(group => group.Key.Model, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Temperature ?? -1)
            .ThenBy(group => group.Key.Template ?? "", StringComparer.Ordinal)
            .Select(group => Make(group.Key, group.Value)),
    ];

    private static OutputLengths Make((string Model, double? Temperature, string? Template) key, Group group)
    {
        group.Tokens.Sort();
        return new OutputLengths(key.Model, key.Temperature, key.Template)
        {
            Count = group.Tokens.Count,
            P50 = At(0.50),
            P95 = At(0.95),
            Longest = group.Tokens[^1],
            Tokens = group.Tokens.Sum(tokens => (long)tokens),
            CutOff = group.CutOff,
            TokensAfterStop = group.AfterStop,
        };

        int At(double p) => group.Tokens[Math.Max(0, (int)Math.Ceiling(p * group.Tokens.Count) - 1)];
    }

    private sealed class Group
    {
        public List<int> Tokens { get; } = [];

        public int CutOff { get; set; }

        public long AfterStop { get; set; }
    }
}

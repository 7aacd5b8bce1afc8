namespace LatencyPortal.Testing.Upstream;

/// <summary>Named plans for demonstrations.</summary>
public static class Scenarios
{
    private static readonly AnswerScript Brisk = new()
    {
        Tokens = 60,
        HeadersAfter = TimeSpan.FromMilliseconds(40),
        FirstTokenAfter = TimeSpan.FromMilliseconds(120),
        TokenEvery = TimeSpan.FromMilliseconds(15),
        Spread = 0.3,
    };

    /// <summary>All scenarios by name.</summary>
    public static IReadOnlyDictionary<string, Scenario> All { get; } = new Dictionary<string, Scenario>(StringComparer.OrdinalIgnoreCase)
    {
        ["clean"] = new("No fault.", Brisk),
        ["tail"] = new("5 % of first tokens come ten times later.", Brisk, Some(0.05, new Fault(FaultKind.SlowFirstToken))),
        ["silence"] = new(
            "A third of the requests fall silent: before headers, after headers or in mid-stream.",
            Brisk,
            OneOf(0.33, new(FaultKind.SilentBeforeHeaders), new(FaultKind.SilentAfterHeaders), new(FaultKind.Stall) { AfterTokens = 20 })),
        ["storm"] = new(
            "Two of three requests are refused with 429, 500, 502, 503 or 529.",
            Brisk,
            OneOf(
                0.67,
                new(FaultKind.Status) { Status = 429, RetryAfter = "1" },
                new(FaultKind.Status) { Status = 429 },
                new(FaultKind.Status) { Status = 500 },
                new(FaultKind.Status) { Status = 502 },
                new(FaultKind.Status) { Status = 503, RetryAfter = "2" },
                new(FaultKind.Status) { Status = 529 })),
        ["cut"] = new(
            "Half of the streams are cut: reset, closed, ended without a finish, or by an error after 200.",
            Brisk,
            OneOf(
                0.5,
                new(FaultKind.ResetBeforeHeaders),
                new(FaultKind.Reset) { AfterTokens = 10 },
                new(FaultKind.Close) { AfterTokens = 10 },
                new(FaultKind.NoFinish) { AfterTokens = 10 },
                new(FaultKind.ErrorEvent) { AfterTokens = 10 })),
        ["framing"] = new(
            "Unusual and wrong event streams: line ends, byte order mark, comments, several data lines, cut JSON.",
            Brisk,
            OneOf(
                1,
                new(FaultKind.CrlfLines),
                new(FaultKind.CrLines),
                new(FaultKind.MixedLines),
                new(FaultKind.ByteOrderMark),
                new(FaultKind.Comments),
                new(FaultKind.MultiLineData),
                new(FaultKind.EventOnly),
                new(FaultKind.UnknownFields),
                new(FaultKind.NoBlankLine) { AfterTokens = 30 },
                new(FaultKind.CutJson) { AfterTokens = 30 })),
        ["chunks"] = new(
            "Streams cut into single bytes, into random chunks or within characters, and many events in one chunk.",
            Brisk,
            OneOf(
                1,
                new(FaultKind.SplitChunks),
                new(FaultKind.RandomChunks) { Size = 40 },
                new(FaultKind.SplitCharacters),
                new(FaultKind.ManyInOneWrite) { Size = 10 })),
        ["hostile"] = new(
            "Text that breaks readers: a line of 10 MB, half characters, lone surrogates, NUL, terminal escapes.",
            Brisk,
            OneOf(
                1,
                new(FaultKind.HugeLine) { AfterTokens = 5 },
                new(FaultKind.IncompleteCharacter) { AfterTokens = 5 },
                new(FaultKind.LoneSurrogate) { AfterTokens = 5 },
                new(FaultKind.Nul) { AfterTokens = 5 },
                new(FaultKind.AnsiEscapes) { AfterTokens = 5 })),
        ["endings"] = new(
            "Missing, doubled and early ends of the stream.",
            Brisk,
            OneOf(1, new(FaultKind.MissingDone), new(FaultKind.DoubleDone), new(FaultKind.DataAfterDone), new(FaultKind.NoFinish) { AfterTokens = 60 })),
        ["usage"] = new(
            "Usage that lies or is missing.",
            Brisk,
            OneOf(
                1,
                new(FaultKind.UsageZero),
                new(FaultKind.UsageTooLarge),
                new(FaultKind.UsageCachedOverInput),
                new(FaultKind.UsageNull),
                new(FaultKind.UsageMissing),
                new(FaultKind.UsageEarly))),
        ["trickle"] = new(
            "Three bytes every 20 ms.", Brisk, Some(1, new Fault(FaultKind.Trickle) { Size = 3, Lasts = TimeSpan.FromMilliseconds(20) })),
        ["http"] = new(
            "Redirects, web pages, wrong content types, gzip nobody asked for.",
            Brisk,
            OneOf(1, new(FaultKind.Redirect), new(FaultKind.WebPage), new(FaultKind.WrongContentType), new(FaultKind.Gzip))),
        ["reuse"] = new(
            "Kept connections are closed when they are used again, or after each answer.",
            Brisk,
            OneOf(1, new(FaultKind.CloseAtReuse), new(FaultKind.CloseWhenIdle))),
        ["deaf"] = new("Generates to the end when the client has left.", Brisk with { Tokens = 400, GoesOnForNobody = true }),
    };

    private static FaultRule Some(double probability, params Fault[] faults) => new() { Probability = probability, Faults = faults };

    private static FaultRule OneOf(double probability, params Fault[] faults) =>
        new() { Probability = probability, Faults = faults, OneOf = true };

    /// <summary>A plan without its seed.</summary>
    /// <param name="Description">What happens, in one sentence.</param>
    /// <param name="Answer">The good answer.</param>
    /// <param name="Rules">The faults.</param>
    public sealed record Scenario(string Description, AnswerScript Answer, params IReadOnlyList<FaultRule> Rules)
    {
        /// <summary>The plan with this seed.</summary>
        public UpstreamPlan Plan(int seed) => new() { Seed = seed, Answer = Answer, Rules = Rules };
    }
}

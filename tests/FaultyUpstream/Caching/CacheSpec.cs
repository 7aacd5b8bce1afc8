using System.IO.Enumeration;
using System.Text.Json;

namespace LatencyPortal.Testing.Upstream;

/// <summary>The rule of a cache, read from the JSON of a model family; what the file leaves out is <see langword="null"/>.</summary>
public sealed record CacheSpec
{
    /// <summary>The mechanism, in the words of the file.</summary>
    public required string Mechanism { get; init; }

    /// <summary>Fewest tokens of what is kept; 1 when the file leaves it out.</summary>
    public int Minimum { get; init; } = 1;

    /// <summary>Step, block size or interval in tokens.</summary>
    public int? Step { get; init; }

    /// <summary>Most breakpoints written by one request.</summary>
    public int? MostBreakpoints { get; init; }

    /// <summary>Most breakpoints looked at, newest first.</summary>
    public int? MostReadBreakpoints { get; init; }

    /// <summary>Blocks looked at before each breakpoint.</summary>
    public int? LookBack { get; init; }

    /// <summary>Whether the newest message gets a breakpoint unless the request says otherwise.</summary>
    public bool Automatic { get; init; }

    /// <summary>Whether the last token of a prompt is never served.</summary>
    public bool LastTokenIsComputed { get; init; }

    /// <summary>Tokens that it holds.</summary>
    public int? Capacity { get; init; }

    /// <summary>Lifetimes, the default first.</summary>
    public IReadOnlyList<Lifetime> Lifetimes { get; init; } = [];

    /// <summary>Reads the rule of a family for one of its models.</summary>
    public static CacheSpec Read(string json, string model = "")
    {
        using var document = JsonDocument.Parse(json);
        var family = document.RootElement;
        var minimum = Number(family, "minimumTokens");
        if (family.TryGetProperty("variants", out var variants))
        {
            var best = -1;
            foreach (var variant in variants.EnumerateArray())
            {
                foreach (var pattern in variant.GetProperty("models").EnumerateArray().Select(one => one.GetString()!))
                {
                    var length = pattern.Replace("*", "", StringComparison.Ordinal).Length;
                    if (length > best && FileSystemName.MatchesSimpleExpression(pattern, model))
                        (best, minimum) = (length, Number(variant, "minimumTokens") ?? Number(family, "minimumTokens"));
                }
            }
        }

        return new CacheSpec
        {
            Mechanism = family.GetProperty("mechanism").GetString()!,
            Minimum = Math.Max(1, minimum ?? 1),
            Step = Number(family, "granularityTokens"),
            MostBreakpoints = Number(family, "mostBreakpoints"),
            MostReadBreakpoints = Number(family, "mostReadBreakpoints"),
            LookBack = Number(family, "lookBackBlocks"),
            Automatic = Flag(family, "automaticBreakpoint"),
            LastTokenIsComputed = Flag(family, "lastTokenIsComputed"),
            Capacity = Number(family, "capacityTokens"),
            Lifetimes = !family.TryGetProperty("lifetimes", out var lifetimes) ? [] :
            [
                .. lifetimes.EnumerateArray().Select(one => new Lifetime(
                    one.GetProperty("name").GetString()!, Number(one, "seconds"), Number(one, "mostSeconds"), Flag(one, "refreshedOnUse"))),
            ],
        };
    }

    private static int? Number(JsonElement element, string name) => element.TryGetProperty(name, out var number) ? number.GetInt32() : null;

    private static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var flag) && flag.GetBoolean();

    /// <summary>One lifetime.</summary>
    /// <param name="Name">The provider's word for it.</param>
    /// <param name="Seconds">Seconds from the last use, or from the write; without end when <see langword="null"/>.</param>
    /// <param name="MostSeconds">Most seconds from the write; without end when <see langword="null"/>.</param>
    /// <param name="Refreshed">Whether a use lets the seconds begin anew.</param>
    public sealed record Lifetime(string Name, int? Seconds, int? MostSeconds, bool Refreshed);
}

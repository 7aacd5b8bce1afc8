using System.Text.Json;

namespace LatencyPortal.Tests.Chat.Streaming;

/// <summary>An example of tests/golden/commonmark.</summary>
/// <param name="Number">From 1 on within its file.</param>
/// <param name="Section">What it is about.</param>
/// <param name="Markdown">The text.</param>
internal sealed record SpecExample(int Number, string Section, string Markdown)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>All examples of the CommonMark specification 0.31.2.</summary>
    public static IReadOnlyList<SpecExample> CommonMark { get; } = Read("spec.json");

    /// <summary>Tables, task lists, strikethrough and bare links as on GitHub.</summary>
    public static IReadOnlyList<SpecExample> GitHub { get; } = Read("gfm.json");

    public static IReadOnlyList<SpecExample> All { get; } = [.. CommonMark, .. GitHub];

    private static SpecExample[] Read(string file) =>
        JsonSerializer.Deserialize<SpecExample[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "commonmark", file)), Options)!;
}

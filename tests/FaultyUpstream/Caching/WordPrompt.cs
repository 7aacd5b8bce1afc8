namespace LatencyPortal.Testing.Upstream;

/// <summary>A prompt as this upstream counts it: a token is a word between white space, and a role is a word too.</summary>
public sealed record WordPrompt
{
    /// <summary>Content blocks in the order in which the model reads them: tools, system, messages.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Blocks { get; init; }

    /// <summary>Blocks that the caller marked, in ascending order, with the name of the lifetime; the default when <see langword="null"/>.</summary>
    public IReadOnlyList<(int Block, string? Lifetime)> Breakpoints { get; init; } = [];

    /// <summary>Whether the end of the last block is a breakpoint too; the rule's own way when <see langword="null"/>.</summary>
    public bool? Automatic { get; init; }

    /// <summary>Name of the lifetime of what no breakpoint marks; the default when <see langword="null"/>.</summary>
    public string? Lifetime { get; init; }

    /// <summary>All tokens in order.</summary>
    public IReadOnlyList<string> Words => [.. Blocks.SelectMany(block => block)];

    /// <summary>The tokens of a text.</summary>
    public static IReadOnlyList<string> Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}

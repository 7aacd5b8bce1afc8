using System.Collections.Concurrent;
using System.Collections.Immutable;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>
/// Composes a template by hashes: which prompts begin alike, and where they part, without a word of what they held. Pieces come in the
/// order in which a model reads, as <see cref="Composition.PromptComposer"/> makes them. Immutable; any thread.
/// </summary>
/// <remarks>
/// Where it cannot know better it says that prompts part: a piece that was made of two different values counts as two texts, though
/// the template may make the same of both.
/// </remarks>
public sealed class PromptOutline
{
    private readonly CompiledTemplate _template;
    private readonly Func<string, int> _countTokens;
    private readonly ConcurrentDictionary<int, int> _lengths = new();

    private PromptOutline(CompiledTemplate template, Func<string, int> countTokens)
    {
        (_template, _countTokens) = (template, countTokens);
        var builder = new OutlineBuilder(template, countTokens);
        Segments = builder.Build();
        Names = builder.Names;
        Slots = Names.Index().ToImmutableDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        JoinerTokens = Math.Max(0, countTokens("\n\n"));
    }

    /// <summary>The template.</summary>
    public PromptTemplate Template => _template.Template;

    internal OutlineSegment[] Segments { get; }

    /// <summary>Variables by slot; the last two are the moment and its day.</summary>
    internal IReadOnlyList<string> Names { get; }

    internal ImmutableDictionary<string, int> Slots { get; }

    internal int JoinerTokens { get; }

    /// <summary>Tokens of a text that follows from the moment: about as many as the last one of its length had, so dates are not counted one by one.</summary>
    internal int CountMoment(string text) => text.Length == 0 ? 0 : _lengths.GetOrAdd(text.Length, static (_, state) => Math.Max(0, state.Count(state.Text)), (Text: text, Count: _countTokens));

    /// <summary>Prepares a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="countTokens">Counts the tokens of a text; each static text is counted once.</param>
    public static PromptOutline Of(CompiledTemplate template, Func<string, int> countTokens)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(countTokens);
        return new PromptOutline(template, countTokens);
    }

    /// <summary>The pieces of one request's prompt.</summary>
    /// <param name="trace">What the request left, of any version of the template.</param>
    public IReadOnlyList<OutlinePiece> Read(PromptTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var reader = new OutlineReader(this);
        reader.Read(trace);
        return [.. reader.Pieces];
    }

    /// <summary>Variables of this template that a trace says nothing of: they count as changing as often as their author says.</summary>
    public IReadOnlyList<string> Missing(PromptTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return [.. Template.Variables.Select(variable => variable.Name).Where(name => !trace.Values.Any(value => value.Name == name))];
    }
}

using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Editing;

/// <summary>What a working copy holds at one moment. Immutable.</summary>
public sealed record CopyState
{
    private static int _lastKey;

    /// <summary>Name of the template.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Who answers when a request names the template alone.</summary>
    public string? Model { get; init; }

    /// <summary>The segments in order.</summary>
    public required IReadOnlyList<CopySegment> Segments { get; init; }

    /// <summary>The declared variables.</summary>
    public required IReadOnlyList<CopyVariable> Variables { get; init; }

    /// <summary>The template that it makes.</summary>
    public PromptTemplate Template => new()
    {
        Name = Name,
        Description = Description,
        Model = Model,
        Segments = [.. Segments.Select(segment => segment.Segment)],
        Variables = [.. Variables.Select(variable => variable.Variable)],
    };

    /// <summary>A key that nothing has yet.</summary>
    public static int NewKey() => Interlocked.Increment(ref _lastKey);

    /// <summary>The state of a template; what has the same name as before keeps its key.</summary>
    public static CopyState Of(PromptTemplate template, CopyState? before = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        return new CopyState
        {
            Name = template.Name,
            Description = template.Description,
            Model = template.Model,
            Segments = [.. template.Segments.Select(segment => new CopySegment(before?.Segments.FirstOrDefault(old => old.Segment.Id == segment.Id)?.Key ?? NewKey(), segment))],
            Variables = [.. template.Variables.Select(variable => new CopyVariable(before?.Variables.FirstOrDefault(old => old.Variable.Name == variable.Name)?.Key ?? NewKey(), variable))],
        };
    }

    /// <summary>Changes one segment.</summary>
    public CopyState WithSegment(int key, Func<PromptSegment, PromptSegment> change) => this with
    {
        Segments = [.. Segments.Select(segment => segment.Key == key ? segment with { Segment = change(segment.Segment) } : segment)],
    };

    /// <summary>Changes one variable.</summary>
    public CopyState WithVariable(int key, Func<PromptVariable, PromptVariable> change) => this with
    {
        Variables = [.. Variables.Select(variable => variable.Key == key ? variable with { Variable = change(variable.Variable) } : variable)],
    };

    /// <summary>Puts a segment at another place, from 0.</summary>
    public CopyState Move(int key, int place)
    {
        if (Segments.FirstOrDefault(segment => segment.Key == key) is not { } moved)
            return this;
        var segments = Segments.Where(segment => segment.Key != key).ToList();
        segments.Insert(Math.Clamp(place, 0, segments.Count), moved);
        return this with { Segments = segments };
    }
}

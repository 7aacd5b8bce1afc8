using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Editing;

/// <summary>Where a new segment goes, and what it begins with.</summary>
internal static class SegmentPlace
{
    /// <summary>The place among the segments at which the order stays right.</summary>
    public static int Of(CopyState state, SegmentKind kind)
    {
        var kinds = state.Segments.Select(item => item.Segment.Kind).ToList();
        var next = kinds.FindIndex(other => kind switch
        {
            SegmentKind.Tools => true,
            SegmentKind.System or SegmentKind.Documents => other is SegmentKind.Examples or SegmentKind.History or SegmentKind.Input,
            SegmentKind.Examples => other is SegmentKind.History or SegmentKind.Input,
            SegmentKind.History => other is SegmentKind.Input,
            _ => false,
        });
        return next < 0 ? kinds.Count : next;
    }

    /// <summary>An id that is free: the kind, with a number behind it where needed.</summary>
    public static string FreeId(CopyState state, SegmentKind kind)
    {
        var name = kind.ToString().ToLowerInvariant();
        var taken = state.Segments.Select(item => item.Segment.Id).ToHashSet(StringComparer.Ordinal);
        return taken.Contains(name) ? Enumerable.Range(2, taken.Count + 1).Select(i => $"{name}-{i}").First(id => !taken.Contains(id)) : name;
    }

    /// <summary>What a new segment holds, so that it is no problem from the start.</summary>
    public static string FirstText(SegmentKind kind) => kind switch
    {
        SegmentKind.Tools => "[]",
        SegmentKind.Examples => "user: \nassistant: ",
        SegmentKind.Input => "{{ input }}",
        _ => "",
    };
}

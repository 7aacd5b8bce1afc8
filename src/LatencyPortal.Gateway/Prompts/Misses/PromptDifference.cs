using LatencyPortal.Gateway.Prompts.Replay;

namespace LatencyPortal.Gateway.Prompts.Misses;

/// <summary>Where a prompt parts from an earlier one.</summary>
public sealed record PromptDifference
{
    /// <summary>The part of the prompt.</summary>
    public required OutlinePlace Place { get; init; }

    /// <summary>Id of the segment; <see langword="null"/> for turns, the conversation's own text and tools of the request.</summary>
    public string? Segment { get; init; }

    /// <summary>The variable whose value differs; <see langword="null"/> when the text of the template itself does.</summary>
    public string? Variable { get; init; }

    /// <summary>Index of the turn, from 0, for turns.</summary>
    public int? Turn { get; init; }

    /// <summary>First character of the value that differs, from 0; <see langword="null"/> unless the texts of both are kept.</summary>
    public int? Character { get; init; }

    /// <summary>Tokens in front of it.</summary>
    public required int TokensBefore { get; init; }

    /// <summary>Whether the two were composed of different versions of the template.</summary>
    public bool OtherVersion { get; init; }
}

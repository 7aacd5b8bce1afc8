using LatencyPortal.Gateway.Prompts.Analysis;

namespace LatencyPortal.Prompts.Editing;

/// <summary>A working copy as a page shows it.</summary>
/// <param name="State">What it holds.</param>
/// <param name="Analysis">What of that can be cached.</param>
/// <param name="Undo">What undo would take back; <see langword="null"/> when there is nothing.</param>
/// <param name="Redo">What redo would make again; <see langword="null"/> when there is nothing.</param>
/// <param name="Writers">The page that typed what a box holds now, by the name of the box: it has that text already.</param>
/// <param name="Number">Grows with each change: of two views the one with the greater number is the later one.</param>
internal sealed record CopyView(CopyState State, TemplateAnalysis Analysis, string? Undo, string? Redo, IReadOnlyDictionary<string, string> Writers, long Number);

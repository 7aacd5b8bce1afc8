namespace LatencyPortal.Chat.CodeColours;

/// <summary>Writes stretches as numbers, neighbours of one kind as one.</summary>
internal sealed class MarkWriter
{
    private readonly List<int> _marks = [];
    private int _end;

    /// <summary>Adds a stretch behind those that were added.</summary>
    public void Add(CodeScope scope, int start, int length)
    {
        if (_marks.Count > 0 && _marks[^3] == (int)scope && start == _end)
            _marks[^1] += length;
        else
            _marks.AddRange([(int)scope, start - _end, length]);
        _end = start + length;
    }

    public int[] ToArray() => [.. _marks];
}

using System.Runtime.InteropServices;
using LatencyPortal.Decoding.KvCache;
using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>
/// Which sequence stands in which row of keys and values. Decoding sequences fill the first rows without a gap, so that one
/// run serves them all; behind them stands a prompt that is being read, and behind that a longer one that takes turns with it.
/// </summary>
internal sealed class SequenceRows(OnnxModelRunner runner, PrefixTree prefixes)
{
    private readonly List<Sequence> _decoding = [];
    private readonly HeldRow[] _held = new HeldRow[runner.Rows];

    /// <summary>The sequence of each of the first rows.</summary>
    public List<Sequence> Decoding => _decoding;

    /// <summary>The prompt that is being read, in the first row that does not decode.</summary>
    public Sequence? Reading { get; private set; }

    /// <summary>A longer prompt that was being read when a shorter one came; in the row after it.</summary>
    public Sequence? Behind { get; private set; }

    public bool IsEmpty => Reading is null && _decoding.Count == 0;

    /// <summary>The row of the prompt that is being read, or that the next one takes.</summary>
    public int ReadingRow => _decoding.Count;

    /// <summary>A row is free, and nothing is being read.</summary>
    public bool HasRoom => Reading is null && _decoding.Count < runner.Rows;

    /// <summary>Two prompts may be read in turns.</summary>
    public bool HasRoomToOvertake => Reading is not null && Behind is null && _decoding.Count + 2 <= runner.Rows;

    /// <summary>Tokens of a prompt that are not read yet.</summary>
    public int Unread(Sequence sequence) => sequence.Job.Prompt.Length - runner.LengthOf(RowOf(sequence));

    /// <summary>Gives a new sequence the first row that does not decode, before a prompt that is being read there.</summary>
    /// <returns>Tokens of its prompt that the row holds already.</returns>
    public int Begin(Sequence sequence)
    {
        var row = ReadingRow;
        if (Reading is not null)
            Move(row, row + 1);
        (Reading, Behind) = (sequence, Reading);
        var known = _held[row].Salt == sequence.Job.Salt ? _held[row].Tokens.CommonPrefixLength(sequence.Job.Prompt) : 0;
        _held[row] = default;
        return Math.Min(known, runner.LengthOf(row));
    }

    /// <summary>The prompt is read: its sequence decodes from now on.</summary>
    public void Join()
    {
        _decoding.Add(Reading!);
        (Reading, Behind) = (Behind, null);
    }

    /// <summary>Takes a sequence out and closes the gap.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="keep">What it computed is good and may be used again.</param>
    public void Leave(Sequence sequence, bool keep)
    {
        var row = RowOf(sequence);
        if (row < 0)
            return;
        if (keep)
        {
            var computed = CollectionsMarshal.AsSpan(sequence.Tokens)[..Math.Min(runner.LengthOf(row), sequence.Tokens.Count)];
            prefixes.Insert(sequence.Job.Salt, computed, row, sequence.Job.Cuts, []);
            // Nothing will move over the last row, so the next request may go on in it.
            _held[row] = row >= _decoding.Count - 1 ? new HeldRow(sequence.Job.Salt, computed.ToArray()) : default;
        }
        else
        {
            _held[row] = default;
            runner.SetLength(row, 0);
        }

        Remove(sequence, row);
    }

    private void Remove(Sequence sequence, int row)
    {
        if (ReferenceEquals(sequence, Behind))
        {
            Behind = null;
            return;
        }

        if (ReferenceEquals(sequence, Reading))
        {
            (Reading, Behind) = (Behind, null);
            if (Reading is not null)
                Move(row + 1, row);
            return;
        }

        var last = _decoding.Count - 1;
        if (row < last)
        {
            Move(last, row);
            _decoding[row] = _decoding[last];
        }

        _decoding.RemoveAt(last);
        if (Reading is not null)
            Move(last + 1, last);
        if (Behind is not null)
            Move(last + 2, last + 1);
    }

    /// <summary>-1 when it has left.</summary>
    private int RowOf(Sequence sequence) =>
        ReferenceEquals(sequence, Reading) ? ReadingRow
        : ReferenceEquals(sequence, Behind) ? ReadingRow + 1
        : _decoding.IndexOf(sequence);

    private void Move(int from, int to)
    {
        var length = runner.LengthOf(from);
        runner.KeysAndValues.CopyRow(from, to, length);
        runner.SetLength(to, length);
        _held[to] = default;
        _held[from] = default;
    }
}

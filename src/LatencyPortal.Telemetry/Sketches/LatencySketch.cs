using System.Buffers.Binary;

namespace LatencyPortal.Telemetry.Sketches;

/// <summary>
/// A distribution of times that can be stored in some hundred bytes and added to others: a DDSketch (Masson, Rim, Lee: "DDSketch: a fast and
/// fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019) with a relative error of at most 1 %. Each bin holds the values
/// between one power of γ and the next, so bins of two sketches can be added and nothing is lost. Not for several threads.
/// </summary>
/// <remarks>Counts of good and bad requests never come from a sketch: it draws percentiles alone.</remarks>
public sealed class LatencySketch
{
    /// <summary>Most by which a percentile differs from the true one, as a share of that.</summary>
    public const double RelativeError = 0.01;

    /// <summary>Smallest value that has a bin of its own, in ms; smaller ones, and 0, share one.</summary>
    public const double Smallest = 0.001;

    /// <summary>Largest value that has a bin of its own, in ms: some 11 days. Larger ones share its bin.</summary>
    public const double Largest = 1e9;

    private const double Gamma = (1 + RelativeError) / (1 - RelativeError);
    private const byte Version = 1;

    private static readonly double LogGamma = Math.Log(Gamma);
    private static readonly int First = IndexOf(Smallest);
    private static readonly int Bins = IndexOf(Largest) - First + 1;

    // Grows around the values that come: most distributions fill a few dozen neighbouring bins.
    private long[] _counts = [];
    private int _from;
    private long _zero;

    /// <summary>How many values it holds.</summary>
    public long Count { get; private set; }

    /// <summary>Sum of all values in ms, exact up to rounding; 0 without values.</summary>
    public double Sum { get; private set; }

    /// <summary>Smallest value in ms, exact; <see langword="null"/> without values.</summary>
    public double? Min { get; private set; }

    /// <summary>Largest value in ms, exact; <see langword="null"/> without values.</summary>
    public double? Max { get; private set; }

    /// <summary>Mean in ms; <see langword="null"/> without values.</summary>
    public double? Mean => Count == 0 ? null : Sum / Count;

    /// <summary>Adds a value; nothing is added for none.</summary>
    /// <param name="ms">0 or more, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or no number.</exception>
    public void Add(double? ms)
    {
        if (ms is not { } value)
            return;
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(nameof(ms), value, "A time is 0 or more, and finite.");
        Count++;
        Sum += value;
        Min = Min is { } min ? Math.Min(min, value) : value;
        Max = Max is { } max ? Math.Max(max, value) : value;
        if (value < Smallest)
            _zero++;
        else
            Slot(Math.Min(IndexOf(value) - First, Bins - 1))++;
    }

    /// <summary>Adds all values of another sketch.</summary>
    public void Add(LatencySketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0)
            return;
        Count += other.Count;
        Sum += other.Sum;
        Min = Min is { } min ? Math.Min(min, other.Min!.Value) : other.Min;
        Max = Max is { } max ? Math.Max(max, other.Max!.Value) : other.Max;
        _zero += other._zero;
        for (var i = 0; i < other._counts.Length; i++)
        {
            if (other._counts[i] > 0)
                Slot(other._from + i) += other._counts[i];
        }
    }

    /// <summary>Nearest-rank percentile in ms, at most <see cref="RelativeError"/> off; <see langword="null"/> without values.</summary>
    /// <param name="p">0 &lt; p ≤ 1.</param>
    public double? Percentile(double p)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(p, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(p, 1);
        if (Count == 0)
            return null;
        var rank = Math.Clamp((long)Math.Ceiling(p * Count), 1, Count);
        if (rank <= _zero)
            return Min;
        var seen = _zero;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return Math.Clamp(Middle(_from + i), Min!.Value, Max!.Value);
        }

        return Max;
    }

    /// <summary>Values of at most so many ms, as near as the bins tell: those of the bin in which the limit lies count in part.</summary>
    public double CountUpTo(double ms)
    {
        if (Count == 0 || ms < 0)
            return 0;
        double seen = _zero;
        for (var i = 0; i < _counts.Length; i++)
        {
            var (low, high) = (Math.Pow(Gamma, First + _from + i - 1), Math.Pow(Gamma, First + _from + i));
            seen += ms >= high ? _counts[i] : ms <= low ? 0 : _counts[i] * (ms - low) / (high - low);
        }

        return seen;
    }

    /// <summary>The sketch as bytes: a version, count, sum, least and largest value, and each bin that is not empty.</summary>
    public byte[] ToBytes()
    {
        if (Count == 0)
            return [Version];
        var bytes = new List<byte>(64 + (_counts.Length * 2)) { Version };
        Span<byte> eight = stackalloc byte[8];
        foreach (var value in (ReadOnlySpan<double>)[Sum, Min!.Value, Max!.Value])
        {
            BinaryPrimitives.WriteDoubleLittleEndian(eight, value);
            bytes.AddRange(eight);
        }

        Write(bytes, _zero);
        var last = -1;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0)
                continue;
            Write(bytes, _from + i - last);
            Write(bytes, _counts[i]);
            last = _from + i;
        }

        return [.. bytes];
    }

    /// <summary>Reads a sketch.</summary>
    /// <exception cref="FormatException">The bytes are none.</exception>
    public static LatencySketch Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [Version])
            return new LatencySketch();
        if (bytes.Length < 26 || bytes[0] != Version)
            throw new FormatException("These bytes are no sketch of this version.");
        var sketch = new LatencySketch
        {
            Sum = BinaryPrimitives.ReadDoubleLittleEndian(bytes[1..]),
            Min = BinaryPrimitives.ReadDoubleLittleEndian(bytes[9..]),
            Max = BinaryPrimitives.ReadDoubleLittleEndian(bytes[17..]),
        };
        var rest = bytes[25..];
        sketch._zero = Number(ref rest);
        sketch.Count = sketch._zero;
        var bin = -1L;
        while (rest.Length > 0)
        {
            bin += Number(ref rest);
            var count = Number(ref rest);
            if (bin < 0 || bin >= Bins || count <= 0)
                throw new FormatException("A bin of the sketch lies outside its range.");
            sketch.Slot((int)bin) += count;
            sketch.Count += count;
        }

        return sketch.Count > 0 ? sketch : throw new FormatException("The sketch has no values, but says that it has.");
    }

    private static int IndexOf(double ms) => (int)Math.Ceiling(Math.Log(ms) / LogGamma);

    /// <summary>The value of a bin from which both its ends differ by the same share.</summary>
    private static double Middle(int bin) => 2 * Math.Pow(Gamma, First + bin) / (Gamma + 1);

    private ref long Slot(int bin)
    {
        if (_counts.Length == 0)
        {
            _from = Math.Max(0, bin - 8);
            _counts = new long[16];
        }
        else if (bin < _from)
        {
            var from = Math.Max(0, bin - _counts.Length);
            var counts = new long[_counts.Length + _from - from];
            _counts.CopyTo(counts, _from - from);
            (_counts, _from) = (counts, from);
        }
        else if (bin >= _from + _counts.Length)
        {
            Array.Resize(ref _counts, Math.Max(bin - _from + 1, Math.Min(_counts.Length * 2, Bins - _from)));
        }

        return ref _counts[bin - _from];
    }

    private static void Write(List<byte> bytes, long number)
    {
        for (var left = (ulong)number; ; left >>= 7)
        {
            if (left < 0x80)
            {
                bytes.Add((byte)left);
                return;
            }

            bytes.Add((byte)(left | 0x80));
        }
    }

    private static long Number(ref ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        for (var i = 0; i < bytes.Length && i < 9; i++)
        {
            number |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] >= 0x80)
                continue;
            bytes = bytes[(i + 1)..];
            return (long)number;
        }

        throw new FormatException("A number of the sketch does not end.");
    }
}

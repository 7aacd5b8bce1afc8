using System.Numerics;

namespace LatencyPortal.Decoding.Sampling;

/// <summary>
/// Uniform noise for every token id that depends on nothing but (seed, position, id). There is no
/// generator state, so a draw does not depend on how many draws came before it.
/// </summary>
internal static class CounterNoise
{
    /// <summary>Fills with numbers inside (0, 1), both ends excluded.</summary>
    public static void Fill(long seed, long position, Span<float> destination)
    {
        var key = Mix((ulong)seed + Mix((ulong)position + 0x9E3779B97F4A7C15));
        var low = new Vector<uint>((uint)key);
        var high = new Vector<uint>((uint)(key >> 32));

        var id = 0;
        var width = Vector<float>.Count;
        for (; id <= destination.Length - width; id += width)
            ToUnit(Hash(Vector.CreateSequence((uint)id, 1u), low, high)).CopyTo(destination[id..]);
        for (; id < destination.Length; id++)
            destination[id] = ToUnit(Hash(new Vector<uint>((uint)id), low, high))[0];
    }

    /// <summary>Two rounds of a 32-bit mixer, one half of the key in each.</summary>
    private static Vector<uint> Hash(Vector<uint> id, Vector<uint> low, Vector<uint> high) =>
        Round(Round(id + low) ^ high);

    private static Vector<uint> Round(Vector<uint> x)
    {
        x ^= x >>> 16;
        x *= new Vector<uint>(0x7FEB352D);
        x ^= x >>> 15;
        x *= new Vector<uint>(0x846CA68B);
        return x ^ (x >>> 16);
    }

    /// <summary>23 bits and a half: the largest such number is still below 1 in single precision.</summary>
    private static Vector<float> ToUnit(Vector<uint> bits) =>
        (Vector.ConvertToSingle(Vector.AsVectorInt32(bits >>> 9)) + new Vector<float>(0.5f)) * new Vector<float>(1f / (1 << 23));

    /// <summary>The finaliser of SplitMix64.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}

using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Hashes of a replay. They stay in memory, so they need no salt.</summary>
internal static class OutlineHash
{
    public const ulong Joiner = 0x6a6f696e;
    public const ulong Value = 0x76616c75;
    public const ulong Tools = 0x746f6f6c;
    public const ulong Own = 0x6f776e;

    public static ulong Of(ReadOnlySpan<char> text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text));
}

using System.Runtime.Intrinsics.X86;

namespace LatencyPortal.Decoding.Models;

/// <summary>What this machine's processor can do.</summary>
internal static class Processor
{
    /// <summary>
    /// Sums of two products of 8-bit numbers are kept in 16 bits and may overflow: x86 without VNNI. CPUID tells of it in leaf
    /// 7: bit 11 of ECX for AVX-512, and in its sub-leaf 1 bit 4 of EAX for AVX.
    /// </summary>
    public static bool SumsOverflow { get; } = X86Base.IsSupported && !HasVnni();

    private static bool HasVnni()
    {
        if (X86Base.CpuId(0, 0).Eax < 7)
            return false;
        var (subLeaves, _, features, _) = X86Base.CpuId(7, 0);
        return (features & (1 << 11)) != 0 || (subLeaves >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 4)) != 0);
    }
}

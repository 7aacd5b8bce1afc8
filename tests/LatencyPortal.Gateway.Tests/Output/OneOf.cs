using CsCheck;

namespace LatencyPortal.Gateway.Tests.Output;

internal static class OneOf
{
    /// <summary>Any of these values, all as likely.</summary>
    public static Gen<T> These<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}

using System.Globalization;

namespace LatencyPortal.Controls;

/// <summary>Writes sizes of memory, always in MB of 1,048,576 bytes, so that they compare at a glance.</summary>
internal static class Megabytes
{
    /// <summary>Formats bytes: <c>0.4 MB</c>, <c>64 MB</c>, <c>4,096 MB</c>; what is there is never 0.</summary>
    public static string Format(long bytes) => (bytes / 1048576.0) switch
    {
        0 => "0 MB",
        < 0.05 => "< 0.1 MB",
        < 9.95 and var few => string.Create(CultureInfo.InvariantCulture, $"{few:0.0} MB"),
        var many => string.Create(CultureInfo.InvariantCulture, $"{many:N0} MB"),
    };
}

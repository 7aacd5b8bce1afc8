using System.Globalization;

namespace LatencyPortal.Chat.Attachments;

/// <summary>Writes sizes of files, in steps of 1,024: <c>812 bytes</c>, <c>12 KB</c>, <c>3.4 MB</c>.</summary>
internal static class FileSize
{
    public static string Format(long bytes) => bytes switch
    {
        1 => "1 byte",
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024.0):0} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB"),
    };
}

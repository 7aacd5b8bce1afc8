using System.ComponentModel.DataAnnotations;

namespace LatencyPortal.Settings;

/// <summary>How much can be attached to a conversation.</summary>
internal sealed class AttachmentOptions
{
    private const string Between = "must be a number from {1} to {2}.";

    /// <summary>Largest file, in MB of 1,048,576 bytes.</summary>
    [Range(1, 200, ErrorMessage = Between)]
    public int LargestFileMegabytes { get; set; } = 20;

    /// <summary>Most files of one conversation.</summary>
    [Range(1, 1000, ErrorMessage = Between)]
    public int MostFiles { get; set; } = 32;

    /// <summary>Largest file in bytes.</summary>
    internal long LargestFile => (long)LargestFileMegabytes << 20;
}

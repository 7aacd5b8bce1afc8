namespace LatencyPortal.Data;

/// <summary>One setting that is edited in the portal.</summary>
internal sealed class Setting
{
    public required string Key { get; init; }

    public required string Value { get; set; }
}

namespace LatencyPortal.Telemetry.Slo;

/// <summary>The tables of counted minutes.</summary>
internal static class SloSchema
{
    /// <summary>
    /// A minute is dirty from the transaction that writes one of its records to the one that counts it: whatever is killed in between, no
    /// record is left out and none is counted twice. Counts outlive the rows that they were made of.
    /// </summary>
    public const string Create = """
        CREATE TABLE IF NOT EXISTS slo_dirty (minute INTEGER PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS slo_minute (objective TEXT NOT NULL, minute INTEGER NOT NULL, good INTEGER NOT NULL, total INTEGER NOT NULL, PRIMARY KEY (objective, minute)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS slo_definition (objective TEXT PRIMARY KEY, definition TEXT NOT NULL) WITHOUT ROWID;

        """;

    /// <summary>Marks a minute.</summary>
    public const string MarkDirty = "INSERT OR IGNORE INTO slo_dirty (minute) VALUES ($minute)";

    /// <summary>Marks all minutes from one on that have records.</summary>
    public const string MarkAllDirty = "INSERT OR IGNORE INTO slo_dirty (minute) SELECT DISTINCT started_at / 600000000 - $epoch FROM request";
}

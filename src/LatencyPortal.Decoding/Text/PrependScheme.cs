namespace LatencyPortal.Decoding.Text;

/// <summary>Which texts get a space mark before them.</summary>
internal enum PrependScheme
{
    /// <summary>Every text between added tokens.</summary>
    Always,

    /// <summary>The text at the very start.</summary>
    First,

    /// <summary>None.</summary>
    Never,
}

namespace LatencyPortal.Decoding.Text;

/// <summary>How a BPE vocabulary spells a word.</summary>
/// <param name="ByteLevel">In bytes; else in characters.</param>
/// <param name="IgnoreMerges">A word that is a token is that token, whatever the merges say.</param>
/// <param name="ByteFallback">A character that is no token is spelled in <c>&lt;0xNN&gt;</c> tokens.</param>
/// <param name="FuseUnknown">Neighbouring unknown characters are one unknown token.</param>
/// <param name="Unknown">The token for characters that cannot be spelled.</param>
internal sealed record BpeOptions(bool ByteLevel, bool IgnoreMerges, bool ByteFallback, bool FuseUnknown, int? Unknown);

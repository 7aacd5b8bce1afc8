namespace LatencyPortal.StreamingMarkdown;

/// <summary>What one text cost on its way to the browser.</summary>
/// <param name="Text">What it is made of.</param>
/// <param name="Characters">UTF-16 characters.</param>
/// <param name="KilobytesPaced">Changes sent with a flush every 33 pieces, in 1,000 bytes.</param>
/// <param name="KilobytesEveryPiece">Changes sent with a flush after every piece.</param>
/// <param name="AllocatedMegabytes">Managed memory allocated with a flush every 33 pieces, in 10^6 bytes.</param>
/// <param name="ParsedPerCharacter">Characters given to the parser for each of the text.</param>
/// <param name="MicrosecondsPerFlush">Mean time of a flush in the last tenth of the text.</param>
/// <param name="LastToFirst">Mean time of a flush in the last tenth against that in the second one; the median of several runs.</param>
/// <param name="Milliseconds">Time of all flushes.</param>
internal sealed record Figures(
    string Text,
    int Characters,
    double KilobytesPaced,
    double KilobytesEveryPiece,
    double AllocatedMegabytes,
    double ParsedPerCharacter,
    double MicrosecondsPerFlush,
    double LastToFirst,
    double Milliseconds);

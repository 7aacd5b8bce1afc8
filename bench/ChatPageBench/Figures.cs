namespace LatencyPortal.ChatPageBench;

/// <summary>How an answer looked in the browser.</summary>
/// <param name="CpuSlowedBy">How many times slower the browser's processor was made.</param>
/// <param name="Tokens">Tokens of the answer.</param>
/// <param name="TokensPerSecond">Rate at which they were sent.</param>
/// <param name="Frames">Changes of the body that were painted.</param>
/// <param name="ReceivedToPaintedP50Ms">From the moment when the endpoint sent a token to the frame that shows it, median.</param>
/// <param name="ReceivedToPaintedP95Ms">The same, 95th percentile.</param>
/// <param name="ReceivedToPaintedMaxMs">The same, the slowest token.</param>
/// <param name="LongTasks">Tasks of more than 50 ms in the page's main thread while the answer came.</param>
/// <param name="LongestTaskMs">The longest of them; 0 without one.</param>
/// <param name="SettledShift">Sum of layout shifts of settled blocks.</param>
/// <param name="DurationMs">From the first token sent to the last.</param>
/// <param name="EndMs">From the first token sent until the last was painted.</param>
/// <param name="EndToDuration">The one against the other.</param>
/// <param name="Stages">With a trace: for each stage of the browser's frames how often it ran, the ms of all its runs and of the longest.</param>
internal sealed record Figures(
    double CpuSlowedBy,
    int Tokens,
    double TokensPerSecond,
    int Frames,
    double ReceivedToPaintedP50Ms,
    double ReceivedToPaintedP95Ms,
    double ReceivedToPaintedMaxMs,
    int LongTasks,
    double LongestTaskMs,
    double SettledShift,
    double DurationMs,
    double EndMs,
    double EndToDuration,
    Dictionary<string, double[]>? Stages);

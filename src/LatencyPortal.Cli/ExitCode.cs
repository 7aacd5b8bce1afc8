namespace LatencyPortal.Cli;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Asked for rightly, but it could not be done.</summary>
    public const int Failed = 1;

    /// <summary>Unknown verb or bad option.</summary>
    public const int Misused = 2;

    /// <summary>Stopped by Ctrl-C, as shells write it (128 + SIGINT).</summary>
    public const int Cancelled = 130;
}

using System.Diagnostics;

namespace LatencyPortal.Cli.Bench;

/// <summary>The largest resident memory of a process since it started.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Process _process;

    private PeakMemory(Process process) => _process = process;

    /// <summary>Id of the watched process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>This process.</summary>
    public static PeakMemory OfThis() => new(Process.GetCurrentProcess());

    /// <summary>Another process.</summary>
    /// <exception cref="CliException">There is none with that id.</exception>
    public static PeakMemory Of(int id)
    {
        try
        {
            return new PeakMemory(Process.GetProcessById(id));
        }
        catch (ArgumentException e)
        {
            throw new CliException($"No process has the id {id}, so its memory cannot be measured.", e);
        }
    }

    /// <summary>MB (10^6 bytes); <see langword="null"/> where the system does not tell or the process has ended.</summary>
    public double? Megabytes()
    {
        try
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 is > 0 and var bytes ? Math.Round(bytes / 1e6, 1) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _process.Dispose();
}

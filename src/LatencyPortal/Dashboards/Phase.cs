namespace LatencyPortal.Dashboards;

/// <summary>One phase of a request, a bar of the waterfall.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Css">Its colour class; one colour a phase everywhere.</param>
/// <param name="Start">ms after t0.</param>
/// <param name="End">ms after t0.</param>
/// <param name="Meaning">What goes on in it.</param>
/// <param name="Cut">Whether the request ended in this phase instead of leaving it.</param>
public sealed record Phase(string Name, string Css, double Start, double End, string Meaning, bool Cut = false)
{
    /// <summary>Length in ms.</summary>
    public double Length => End - Start;
}

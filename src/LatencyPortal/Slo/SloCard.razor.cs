using System.Globalization;
using LatencyPortal.Telemetry.Slo;
using Microsoft.AspNetCore.Components;

namespace LatencyPortal.Slo;

/// <summary>One objective: the promise, what is left of its budget, and its alerts.</summary>
public sealed partial class SloCard : ComponentBase
{
    /// <summary>Budget left at the lower edge of the picture; lower values lie on it.</summary>
    private const double Lowest = -0.5;

    /// <summary>How it stands.</summary>
    [Parameter, EditorRequired] public required SloView View { get; set; }

    /// <summary>Edit it.</summary>
    [Parameter] public EventCallback OnEdit { get; set; }

    /// <summary>Delete it.</summary>
    [Parameter] public EventCallback OnDelete { get; set; }

    private SloCount Count => View.Budget.Count;

    private (string Text, string Css) State => (View.Firing, View.Budget.Holds) switch
    {
        ({ Severity: AlertSeverity.Page }, _) => ("▲ page: burns fast", "bad"),
        ({ }, _) => ("▲ ticket: burns too fast", "warn"),
        (null, null) => ("no data", "none"),
        (null, true) => ("✓ holds", "good"),
        _ => ("✕ broken", "bad"),
    };

    private string Described => View.Budget.Left is { } left
        ? $"Budget left over {SloText.Days(View.Objective.Window)}: from 100 % to {SloText.Left(left)}"
        : "No data";

    /// <summary>The line, with gaps where no request came.</summary>
    private IEnumerable<string> Lines
    {
        get
        {
            var points = new List<string>();
            for (var i = 0; i < View.BurnDown.Count; i++)
            {
                if (View.BurnDown[i] is { } left)
                {
                    // A point by itself is a short line.
                    if (points.Count == 0)
                        points.Add(string.Create(CultureInfo.InvariantCulture, $"{i},{Y(left)}"));
                    points.Add(string.Create(CultureInfo.InvariantCulture, $"{i + 1},{Y(left)}"));
                    continue;
                }

                if (points.Count > 0)
                    yield return string.Join(' ', points);
                points.Clear();
            }

            if (points.Count > 0)
                yield return string.Join(' ', points);
        }
    }

    private static string Y(double left) => (2 + (40 * (1 - Math.Max(left, Lowest)) / (1 - Lowest))).ToString("0.##", CultureInfo.InvariantCulture);
}

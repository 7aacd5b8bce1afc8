namespace LatencyPortal.Controls.Formulas;

/// <summary>An array's columns: where each stands, and the lines between them.</summary>
internal sealed class ColumnLayout
{
    private readonly List<string> _classes = [];

    /// <param name="columns">As TeX has them: "l|cr".</param>
    public static ColumnLayout Read(string columns)
    {
        var layout = new ColumnLayout();
        var hasBar = false;
        foreach (var column in columns)
        {
            switch (column)
            {
                case '|' or ':' when layout._classes.Count > 0:
                    if (!layout._classes[^1].EndsWith("lp-math-bar-right", StringComparison.Ordinal))
                        layout._classes[^1] = $"{layout._classes[^1]} lp-math-bar-right".Trim();
                    break;
                case '|' or ':':
                    hasBar = true;
                    break;
                case 'l' or 'c' or 'r':
                    var place = column switch { 'l' => "lp-math-left", 'r' => "lp-math-right", _ => "" };
                    layout._classes.Add(hasBar ? $"{place} lp-math-bar-left".Trim() : place);
                    hasBar = false;
                    break;
            }
        }

        return layout;
    }

    /// <summary>The classes of a cell, with spaces between; empty for none.</summary>
    /// <param name="column">From 0 on.</param>
    public string ClassOf(int column) => column < _classes.Count ? _classes[column] : "";
}

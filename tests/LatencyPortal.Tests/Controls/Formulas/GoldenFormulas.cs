using System.Text.Json;

namespace LatencyPortal.Tests.Controls.Formulas;

/// <summary>The formulas of tests/golden/math with another converter's MathML.</summary>
internal static class GoldenFormulas
{
    public static List<(string Formula, string MathMl)> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "math", "formulas.json")));
        return [.. document.RootElement.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))];
    }
}

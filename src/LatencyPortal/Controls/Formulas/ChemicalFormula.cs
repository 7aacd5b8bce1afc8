using System.Text;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>The text of \ce: "2H2O + SO4^2- -> ..." with its low and high numbers.</summary>
internal static class ChemicalFormula
{
    private static readonly (string Written, string Sign)[] Signs =
    [
        ("<=>", "⇌"), ("<->", "↔"), ("->", "→"), ("<-", "←"), ("=", "="), ("+ ", "+"), ("^ ", "↑"), ("v ", "↓"),
    ];

    public static DomElement Make(string formula)
    {
        var nodes = new List<DomElement>();
        for (var at = 0; at < formula.Length;)
        {
            var isStart = at == 0 || formula[at - 1] == ' ';
            var sign = isStart ? Signs.FirstOrDefault(sign => formula.AsSpan(at).StartsWith(sign.Written)) : default;
            if (sign.Sign is not null)
            {
                nodes.Add(MathNodes.Leaf("mo", sign.Sign, ("lspace", "0.2778em"), ("rspace", "0.2778em")));
                at += sign.Written.Length;
            }
            else if (formula[at] is '^' or '_')
            {
                var isHigh = formula[at++] == '^';
                Attach(nodes, isHigh ? "msup" : "msub", Script(formula, ref at));
            }
            else if (char.IsAsciiDigit(formula[at]))
            {
                var digits = Run(formula, ref at, char.IsAsciiDigit);
                if (isStart || nodes.Count == 0)
                    nodes.Add(MathNodes.Leaf("mn", digits));
                else
                    Attach(nodes, "msub", MathNodes.Leaf("mn", digits));
            }
            else if (formula[at] is '+' or '-' && !isStart && (at + 1 == formula.Length || formula[at + 1] == ' '))
            {
                Attach(nodes, "msup", MathNodes.Tight(formula[at++] == '-' ? "−" : "+"));
            }
            else if (formula[at] is ' ' or '{' or '}')
            {
                at++;
            }
            else
            {
                var letters = Run(formula, ref at, char.IsLetter);
                nodes.Add(letters.Length > 0 ? MathNodes.Letter(letters, MathFont.Upright) : MathNodes.Tight(formula[at++].ToString()));
            }
        }

        return MathNodes.Group(nodes);
    }

    private static void Attach(List<DomElement> nodes, string tag, DomElement script)
    {
        if (nodes.Count == 0)
            nodes.Add(new DomElement("mrow"));

        // A number and a charge stand one above the other.
        nodes[^1] = tag == "msup" && nodes[^1] is { Tag: "msub", Children: [var symbol, var below] }
            ? MathNodes.Make("msubsup", [symbol, below, script])
            : MathNodes.Make(tag, [nodes[^1], script]);
    }

    private static DomElement Script(string formula, ref int at)
    {
        var isGroup = at < formula.Length && formula[at] == '{';
        if (isGroup)
            at++;
        var script = Run(formula, ref at, character => char.IsAsciiLetterOrDigit(character) || character is '+' or '-' or '.');
        if (isGroup && at < formula.Length && formula[at] == '}')
            at++;
        return MathNodes.Leaf("mn", script.Replace('-', '−'));
    }

    private static string Run(string formula, ref int at, Func<char, bool> belongs)
    {
        var run = new StringBuilder();
        while (at < formula.Length && belongs(formula[at]))
            run.Append(formula[at++]);
        return run.ToString();
    }
}

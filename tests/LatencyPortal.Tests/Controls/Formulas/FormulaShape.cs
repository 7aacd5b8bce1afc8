using System.Text;
using System.Xml.Linq;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Tests.Controls.Formulas;

/// <summary>
/// What a formula is, apart from how a converter writes it, as one line to compare:
/// <list type="bullet">
/// <item>mrow, mstyle, mpadded and mtd around a row are nothing themselves, and neither is a box's frame; empty elements are dropped.</item>
/// <item>Spaces are left out: one converter writes elements, the other attributes, and the operator dictionary has its own (they have tests of their own).</item>
/// <item>Invisible operators and attributes are left out; letters beside each other are one word, whether mi or mtext; a sign is a sign, whether mi or mo.</item>
/// <item>menclose and a row with a class that draws the same are one thing; so are a mark's characters that look the same.</item>
/// </list>
/// </summary>
internal static class FormulaShape
{
    private static readonly Dictionary<string, string> Frames = new()
    {
        ["lp-math-overline"] = "top",
        ["lp-math-underline"] = "bottom",
        ["lp-math-cancel"] = "updiagonalstrike",
        ["lp-math-bcancel"] = "downdiagonalstrike",
    };

    private static readonly Dictionary<string, string> SameMarks = new() { ["ˆ"] = "^", ["˜"] = "~", ["¯"] = "‾", ["ˉ"] = "‾", ["-"] = "−", ["∣"] = "|", ["=\u0338"] = "≠", ["∈\u0338"] = "∉", ["⊂\u0338"] = "⊄" };

    public static string Of(DomElement formula) => Of(ToXml(formula));

    public static string Of(XElement formula) => Row(formula.Elements());

    public static XElement ToXml(DomElement element) => new(element.Tag, element.Attributes.Select(attribute => new XAttribute(attribute.Name, attribute.Value)),
        element.Children.Select(child => child is DomElement inner ? (object)ToXml(inner) : new XText(((DomText)child).Text)));

    private static string Row(IEnumerable<XElement> elements)
    {
        var row = new StringBuilder();
        foreach (var part in elements.SelectMany(Parts).Where(part => part.Length > 0))
        {
            // "i:" begins a word: one right after another goes on with it.
            var isWord = part.StartsWith("i:", StringComparison.Ordinal);
            if (isWord && EndsInWord(row))
                row.Append(part.AsSpan(2));
            else
                row.Append(row.Length > 0 ? " " : "").Append(part);
        }

        return row.ToString();
    }

    private static bool EndsInWord(StringBuilder row)
    {
        var text = row.ToString();
        return text[(text.LastIndexOf(' ') + 1)..].StartsWith("i:", StringComparison.Ordinal) && text[^1] is not (')' or ']');
    }

    private static IEnumerable<string> Parts(XElement element) => element.Name.LocalName switch
    {
        "annotation" or "mspace" => [],
        "mi" or "mo" or "mn" or "mtext" => [Leaf(element)],
        "mrow" when Frames.TryGetValue(element.Attribute("class")?.Value ?? "", out var frame) => [$"({frame} {Row(element.Elements())})"],
        "menclose" => [$"({element.Attribute("notation")!.Value} {Row(element.Elements())})"],
        "mrow" or "mstyle" or "mpadded" or "semantics" => element.Elements().SelectMany(Parts),
        "mtable" => [$"(table {string.Join(' ', element.Elements().Select(Cells))})"],
        "msqrt" or "mphantom" => [$"({element.Name.LocalName} {Row(element.Elements())})"],
        var tag => Fixed(tag, [.. element.Elements().Select(argument => Row([argument]))]),
    };

    private static string[] Fixed(string tag, string[] arguments) =>
        tag is "mover" or "munder" && arguments[1].Length == 0 ? [arguments[0]] : [$"({tag} {string.Join(' ', arguments.Select(argument => $"[{argument}]"))})"];

    private static string Cells(XElement row) =>
        $"({string.Join(' ', row.Elements().Select(cell => Row(cell.Elements())).Where(cell => cell.Length > 0).Select(cell => $"[{cell}]"))})";

    private static string Leaf(XElement leaf)
    {
        var text = string.Concat(leaf.Value.Where(character => !char.IsWhiteSpace(character) && character is not ('\u2061' or '\u2062' or '\u2063' or '\uFE0E')));
        text = SameMarks.GetValueOrDefault(text, text);
        if (text.Length == 0)
            return "";
        if (text.EnumerateRunes().Any(Rune.IsLetter))
            return $"i:{text}";
        return text.EnumerateRunes().All(rune => Rune.IsDigit(rune) || rune.Value is '.' or ',') && text.EnumerateRunes().Any(Rune.IsDigit)
            ? $"n:{text}"
            : $"o:{text.Replace("″", "′ o:′").Replace("‴", "′ o:′ o:′")}";
    }
}

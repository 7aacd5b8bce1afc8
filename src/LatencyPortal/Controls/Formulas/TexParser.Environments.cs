using System.Collections.Frozen;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Matrices, cases and aligned lines.</summary>
internal sealed partial class TexParser
{
    private static readonly FrozenDictionary<string, (string Open, string Close)> Matrices = new Dictionary<string, (string, string)>
    {
        ["matrix"] = ("", ""),
        ["pmatrix"] = ("(", ")"),
        ["bmatrix"] = ("[", "]"),
        ["Bmatrix"] = ("{", "}"),
        ["vmatrix"] = ("|", "|"),
        ["Vmatrix"] = ("‖", "‖"),
        ["smallmatrix"] = ("", ""),
        ["array"] = ("", ""),
        ["subarray"] = ("", ""),
        ["cases"] = ("{", ""),
        ["dcases"] = ("{", ""),
        ["rcases"] = ("", "}"),
        ["drcases"] = ("", "}"),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Alignments = FrozenSet.Create(
        "align", "aligned", "split", "alignat", "alignedat", "flalign", "eqnarray", "gather", "gathered", "multline", "equation", "displaymath", "math");

    private MathAtom Environment()
    {
        if (_reader.RawGroup() is not { } full)
            return Ordinary(Failed());
        var name = full.TrimEnd('*');
        var isAligned = Alignments.Contains(name);
        if (!isAligned && !Matrices.ContainsKey(name))
            return Ordinary(Failed());
        if (name is not ("equation" or "math" or "displaymath" or "align" or "gather"))
            _reader.RawOption();
        var columns = name is "array" or "subarray" or "alignat" or "alignedat" ? _reader.RawGroup() : "";
        if (columns is null)
            return Ordinary(Failed());

        var (style, font) = (_isDisplay, _font);
        _isDisplay = isAligned || name is "dcases" or "drcases";
        var rows = ReadRows(name, columns, isAligned);
        (_isDisplay, _font) = (style, font);
        if (!_reader.Next().Is("end") || _reader.RawGroup() != full)
            return Ordinary(Failed());
        if (name is "equation" or "displaymath" or "math" && rows is [{ Children: [DomElement { Children: [DomElement only] }] }])
            return Ordinary(only);
        return Ordinary(Fenced(name, MakeTable(rows, name, isAligned)));
    }

    private static DomElement Fenced(string name, DomElement table)
    {
        if (!Matrices.TryGetValue(name, out var fences) || fences is ("", ""))
            return table;
        var nodes = new List<DomElement>();
        if (fences.Open.Length > 0)
            nodes.Add(MathNodes.Fence(fences.Open, "prefix"));
        nodes.Add(table);
        if (fences.Close.Length > 0)
            nodes.Add(MathNodes.Fence(fences.Close, "postfix"));
        return MathNodes.Make("mrow", nodes);
    }

    private List<DomElement> ReadRows(string name, string columns, bool isAligned)
    {
        var layout = ColumnLayout.Read(columns);
        var rows = new List<DomElement>();
        do
        {
            var hasLine = TakeLine();
            if (_reader.Peek() is { IsEnd: true } or { IsCommand: true, Text: "end" } && rows.Count > 0)
            {
                if (hasLine)
                    rows[^1] = WithLine(rows[^1], "lp-math-line-bottom");
                break;
            }

            var row = new DomElement("mtr");
            do
            {
                var column = row.Children.Count;
                var isContinued = isAligned && column % 2 == 1;
                row.Children.Add(Cell(MathNodes.Group(ParseRow(isContinued: isContinued)), CellClass(name, layout, column, isAligned)));
            }
            while (_reader.Take('&'));

            if (_tag is not null)
                row.Children.Add(Cell(TakeTag(), "lp-math-tag"));
            rows.Add(hasLine ? WithLine(row, "lp-math-line-top") : row);
        }
        while (TakeLineEnd());
        return rows;
    }

    private bool TakeLine()
    {
        var hasLine = false;
        while (_reader.Peek() is { IsCommand: true, Text: "hline" or "hdashline" or "toprule" or "midrule" or "bottomrule" })
        {
            _reader.Next();
            hasLine = true;
        }

        return hasLine;
    }

    private static string CellClass(string name, ColumnLayout layout, int column, bool isAligned) => name switch
    {
        "array" or "subarray" => layout.ClassOf(column),
        "cases" or "dcases" or "rcases" or "drcases" => "lp-math-left",
        "gather" or "gathered" or "multline" or "equation" or "displaymath" or "math" => "",
        "eqnarray" => column switch { 0 => "lp-math-right", 1 => "", _ => "lp-math-left" },
        _ when isAligned => column % 2 == 0 ? "lp-math-right" : "lp-math-left",
        _ => "",
    };

    private static DomElement MakeTable(List<DomElement> rows, string name, bool isAligned) => name switch
    {
        _ when isAligned => MathNodes.Make("mtable", rows, ("displaystyle", "true"), ("class", "lp-math-align")),
        "cases" or "rcases" => MathNodes.Make("mtable", rows, ("class", "lp-math-cases")),
        "dcases" or "drcases" => MathNodes.Make("mtable", rows, ("displaystyle", "true"), ("class", "lp-math-cases")),
        "smallmatrix" => Styled(MathNodes.Make("mtable", rows, ("class", "lp-math-small")), new(false, 1)),
        "subarray" => MathNodes.Make("mtable", rows, ("class", "lp-math-small")),
        _ => MathNodes.Make("mtable", rows),
    };

    /// <summary>Lines under each other, as limits have them.</summary>
    private DomElement Substack()
    {
        if (!_reader.Take('{'))
            return Failed();
        var rows = new List<DomElement>();
        do
            rows.Add(MathNodes.Make("mtr", [Cell(MathNodes.Group(ParseRow()))]));
        while (TakeLineEnd());
        if (!_reader.Take('}'))
            Fail();
        return MathNodes.Make("mtable", rows, ("class", "lp-math-small"));
    }

    private static DomElement Cell(DomElement content, string classes = "") =>
        classes.Length == 0 ? MathNodes.Make("mtd", [content]) : MathNodes.Make("mtd", [content], ("class", classes));

    private static DomElement Table(IEnumerable<IReadOnlyList<DomElement>> rows) =>
        MathNodes.Make("mtable", rows.Select(cells => MathNodes.Make("mtr", cells)), ("displaystyle", "true"), ("class", "lp-math-align"));

    private static DomElement WithLine(DomElement row, string line) => MathNodes.Make("mtr", row.Children.OfType<DomElement>().Select(cell =>
        MathNodes.Make("mtd", cell.Children, ("class", cell.Attributes is [var (_, classes)] ? $"{classes} {line}" : line))));
}

using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Reads one formula by recursive descent. A fault is remembered and ends the reading; nothing is thrown.</summary>
/// <param name="text">The formula.</param>
/// <param name="isDisplay">Whether it stands on a line of its own.</param>
internal sealed partial class TexParser(string text, bool isDisplay)
{
    /// <summary>How deep groups, arguments and environments may stand in each other.</summary>
    private const int MaxDepth = 64;

    private readonly TexReader _reader = new(text);
    private bool _isDisplay = isDisplay;
    private MathFont _font;
    private int _depth;
    private bool _hasFailed;

    /// <summary>The formula as one element; null if it cannot be read.</summary>
    public DomElement? Parse()
    {
        var lines = new List<DomElement>();
        do
        {
            lines.Add(MathNodes.Group(ParseRow()));
            if (_tag is not null)
                lines[^1] = MathNodes.Make("mrow", [lines[^1], MathNodes.Space(2), TakeTag()]);
        }
        while (TakeLineEnd());

        if (!_reader.Peek().IsEnd)
            Fail();
        if (_hasFailed)
            return null;
        if (lines is [.., { Tag: "mrow", Children.Count: 0 }] && lines.Count > 1)
            lines.RemoveAt(lines.Count - 1);
        return lines is [var only] ? only : Table(lines.Select(line => (IReadOnlyList<DomElement>)[Cell(line)]));
    }

    private bool Fail()
    {
        _hasFailed = true;
        _reader.Stop();
        return false;
    }

    /// <summary>An element in the place of what could not be read; the whole formula is given up anyway.</summary>
    private DomElement Failed()
    {
        Fail();
        return new DomElement("mrow");
    }

    private bool TakeLineEnd()
    {
        if (_reader.Peek() is not { IsCommand: true, Text: "\\" or "cr" or "newline" })
            return false;
        _reader.Next();
        _reader.Take('*');
        _reader.SkipLengthOption();
        return true;
    }

    private bool IsRowEnd(bool isOption) => _reader.Peek() switch
    {
        { IsEnd: true } => true,
        { IsCommand: true, Text: "\\" or "cr" or "newline" or "right" or "middle" or "end" or ")" } => true,
        { IsCommand: false, Text: "}" or "&" or "$" } => true,
        { IsCommand: false, Text: "]" } => isOption,
        _ => false,
    };

    /// <summary>Everything up to what ends a row; the end stays unread.</summary>
    private List<DomElement> ParseRow(bool isOption = false, bool isContinued = false) => ReadRow(isOption, isContinued).Finish();

    private MathRow ReadRow(bool isOption = false, bool isContinued = false)
    {
        var row = new MathRow(isContinued);
        if (++_depth > MaxDepth * 2)
            Fail();
        var (style, font) = (_isDisplay, _font);
        while (!IsRowEnd(isOption))
        {
            if (Infixes.TryGetValue(_reader.Peek().IsCommand ? _reader.Peek().Text : "", out var infix))
            {
                _reader.Next();
                var above = MathNodes.Group(row.Empty());
                row.Add(infix(above, MathNodes.Group(ParseRow(isOption))));
                break;
            }

            if (Styles.TryGetValue(_reader.Peek().IsCommand ? _reader.Peek().Text : "", out var level))
            {
                _reader.Next();
                _isDisplay = level.IsDisplay;
                row.Add(Styled(MathNodes.Group(ParseRow(isOption)), level));
                break;
            }

            if (ParseAtom() is { } atom)
                row.Add(atom);
        }

        (_isDisplay, _font) = (style, font);
        _depth--;
        return row;
    }

    /// <summary>One thing with its scripts; null for what draws nothing.</summary>
    private MathAtom? ParseAtom()
    {
        if (_reader.Peek() is { IsCommand: false, Text: "^" or "_" or "'" or "’" })
            return ParseScripts(new(new DomElement("mrow"), AtomClass.Ordinary));
        return ParseNucleus(isSingle: false) is { } nucleus ? ParseScripts(nucleus) : null;
    }

    private MathAtom ParseScripts(MathAtom nucleus)
    {
        DomElement? sub = null;
        List<DomElement>? sup = null;
        var (primes, limits) = (0, nucleus.Limits);
        while (true)
        {
            var token = _reader.Peek();
            if (token.Is("limits") || token.Is("nolimits") || token.Is("displaylimits"))
            {
                _reader.Next();
                limits = token.Text switch { "limits" => LimitPlacement.Always, "nolimits" => LimitPlacement.Never, _ => LimitPlacement.Display };
            }
            else if (token.Is('\'') || token.Is('’'))
            {
                _reader.Next();
                primes++;
            }
            else if (token.Is('_') && sub is null)
            {
                _reader.Next();
                sub = Script();
            }
            else if (token.Is('^') && sup is null)
            {
                _reader.Next();
                sup = [Script()];
            }
            else
            {
                if (token.Is('_') || token.Is('^'))
                    Fail();
                break;
            }
        }

        if (primes > 0)
            (sup ??= []).Insert(0, MathNodes.Tight(Primes(primes)));
        return Attach(nucleus, limits, sub, sup is null ? null : MathNodes.Group(sup));
    }

    private MathAtom Attach(MathAtom nucleus, LimitPlacement limits, DomElement? sub, DomElement? sup)
    {
        var isStacked = limits == LimitPlacement.Always || (limits == LimitPlacement.Display && _isDisplay);
        var node = nucleus.Node;
        if (isStacked && node is { Tag: "mo", Attributes.Length: 0 })
            node = MathNodes.Make("mo", node.Children, ("movablelimits", "false"));
        return (sub, sup) switch
        {
            (null, null) => nucleus,
            (not null, null) => nucleus with { Node = MathNodes.Make(isStacked ? "munder" : "msub", [node, sub]) },
            (null, not null) => nucleus with { Node = MathNodes.Make(isStacked ? "mover" : "msup", [node, sup]) },
            _ => nucleus with { Node = MathNodes.Make(isStacked ? "munderover" : "msubsup", [node, sub!, sup!]) },
        };
    }

    private static string Primes(int count) => count switch
    {
        1 => "′",
        2 => "″",
        3 => "‴",
        4 => "⁗",
        _ => new string('′', count),
    };

    private DomElement Script()
    {
        var style = _isDisplay;
        _isDisplay = false;
        var script = Argument();
        _isDisplay = style;
        return script;
    }

    /// <summary>What a command or a script applies to: a group, or the next thing alone.</summary>
    private DomElement Argument()
    {
        var token = _reader.Peek();
        if (token is { IsCommand: false, Text: [>= '0' and <= '9'] })
        {
            _reader.Next();
            return MathNodes.Leaf("mn", MathAlphabet.Map(token.Text, _font));
        }

        if (IsRowEnd(false) || token is { IsCommand: false, Text: "^" or "_" })
            return Failed();
        return ParseNucleus() is { } atom ? atom.Node : new DomElement("mrow");
    }

    /// <summary>What stands between brackets, if they come next.</summary>
    private DomElement? Option()
    {
        if (!_reader.Take('['))
            return null;
        var option = MathNodes.Group(ParseRow(isOption: true));
        if (!_reader.Take(']'))
            Fail();
        return option;
    }
}

using System.Globalization;
using LatencyPortal.Controls.Markdown;

namespace LatencyPortal.Controls.Formulas;

/// <summary>Commands that build something of their arguments.</summary>
internal sealed partial class TexParser
{
    private MathAtom? Construct(string name) => name switch
    {
        "frac" => Ordinary(Fraction(Ratio, null)),
        "dfrac" or "cfrac" => Ordinary(Fraction(Ratio, new(true, 0))),
        "tfrac" => Ordinary(Fraction(Ratio, new(false, 0))),
        "binom" => Ordinary(Enclose("(", Fraction(Stack, null), ")")),
        "dbinom" => Ordinary(Styled(Enclose("(", Fraction(Stack, new(true, 0)), ")"), new(true, 0))),
        "tbinom" => Ordinary(Styled(Enclose("(", Fraction(Stack, new(false, 0)), ")"), new(false, 0))),
        "sqrt" => Ordinary(Root()),
        "left" => LeftRight(),
        "begin" => Environment(),
        "operatorname" => OperatorName(),
        "mathop" => new(Argument(), AtomClass.Operator, LimitPlacement.Display),
        "mathbin" => new(Argument(), AtomClass.Binary),
        "mathrel" => new(Argument(), AtomClass.Relation),
        "mathopen" => new(Argument(), AtomClass.Open),
        "mathclose" => new(Argument(), AtomClass.Close),
        "mathpunct" => new(Argument(), AtomClass.Punctuation),
        "mathord" or "mathinner" or "ensuremath" or "vcenter" => Ordinary(Argument()),
        "stackrel" or "overset" => Over(),
        "underset" => Under(),
        "substack" => Ordinary(Substack()),
        "not" => Not(),
        "bmod" => new(Spaced("mod", "0.2222em"), AtomClass.Binary),
        "pmod" => Modulo("(", true),
        "pod" => Modulo("(", false),
        "mod" => Modulo("", true),
        "phantom" => Ordinary(MathNodes.Make("mphantom", [Argument()])),
        "hphantom" => Ordinary(MathNodes.Make("mpadded", [MathNodes.Make("mphantom", [Argument()])], ("height", "0"), ("depth", "0"))),
        "vphantom" => Ordinary(MathNodes.Make("mpadded", [MathNodes.Make("mphantom", [Argument()])], ("width", "0"))),
        "smash" => Smash(),
        "colon" => new(MathNodes.Leaf("mo", ":", ("lspace", "0"), ("rspace", "0.1667em")), AtomClass.Punctuation),
        "hspace" or "hspace*" or "mspace" => Space(true),
        "kern" or "mkern" or "hskip" or "mskip" => Space(false),
        " " or "space" or "nobreakspace" => Blank(),
        "color" => Colour(false),
        "textcolor" => Colour(true),
        "label" => Ignored(),
        "tag" => Tag(),
        "ce" => Chemistry(),
        _ => Ordinary(Failed()),
    };

    private static MathAtom Ordinary(DomElement node) => new(node, AtomClass.Ordinary);

    private DomElement Fraction(Func<DomElement, DomElement, DomElement> make, StyleLevel? level)
    {
        var style = _isDisplay;
        _isDisplay = false;
        var (above, below) = (Argument(), Argument());
        _isDisplay = style;
        var fraction = make(above, below);
        return level is { } own ? Styled(fraction, own) : fraction;
    }

    private static DomElement Ratio(DomElement above, DomElement below) => MathNodes.Make("mfrac", [above, below]);

    private static DomElement Stack(DomElement above, DomElement below) => MathNodes.Make("mfrac", [above, below], ("linethickness", "0"));

    private static DomElement Enclose(string open, DomElement node, string close) =>
        MathNodes.Make("mrow", [MathNodes.Fence(open, "prefix"), node, MathNodes.Fence(close, "postfix")]);

    private static DomElement Styled(DomElement node, StyleLevel level) => MathNodes.Make("mstyle", [node],
        ("displaystyle", level.IsDisplay ? "true" : "false"), ("scriptlevel", level.Level.ToString(CultureInfo.InvariantCulture)));

    private DomElement Root()
    {
        var (style, degree) = (_isDisplay, Option());
        var radicand = Argument();
        _isDisplay = style;
        return degree is null ? MathNodes.Make("msqrt", [radicand]) : MathNodes.Make("mroot", [radicand, degree]);
    }

    /// <summary>The delimiter that comes next; null if it is none.</summary>
    private string? Delimiter()
    {
        var token = _reader.Next();
        return TexSymbols.Delimiters.GetValueOrDefault(token.Is("|") ? @"\|" : token.Text);
    }

    private MathAtom? LeftRight()
    {
        var nodes = new List<DomElement>();
        if (Delimiter() is not { } open)
            return Ordinary(Failed());
        if (open.Length > 0)
            nodes.Add(MathNodes.Fence(open, "prefix"));
        while (true)
        {
            nodes.AddRange(ParseRow());
            var token = _reader.Next();
            var isMiddle = token.Is("middle");
            if ((!isMiddle && !token.Is("right")) || Delimiter() is not { } delimiter)
                return Ordinary(Failed());
            if (!isMiddle)
            {
                if (delimiter.Length > 0)
                    nodes.Add(MathNodes.Fence(delimiter, "postfix"));
                return new(MathNodes.Make("mrow", nodes), AtomClass.Inner);
            }

            nodes.Add(MathNodes.Leaf("mo", delimiter, ("fence", "true"), ("form", "infix"), ("stretchy", "true"), ("lspace", "0.05em"), ("rspace", "0.05em")));
        }
    }

    private MathAtom? Large(string size, char role)
    {
        if (Delimiter() is not { } delimiter)
            return Ordinary(Failed());
        if (delimiter.Length == 0)
            return null;
        var (atomClass, form) = (role, TexSymbols.ClassOfDelimiter(delimiter)) switch
        {
            ('l', _) or (not ('r' or 'm'), AtomClass.Open) => (AtomClass.Open, "prefix"),
            ('r', _) or (not 'm', AtomClass.Close) => (AtomClass.Close, "postfix"),
            ('m', _) => (AtomClass.Relation, "infix"),
            _ => (AtomClass.Ordinary, "infix"),
        };
        var space = role == 'm' ? "0.2778em" : "0";
        return new(MathNodes.Leaf("mo", delimiter, ("form", form), ("stretchy", "true"), ("symmetric", "true"), ("minsize", size), ("maxsize", size),
            ("lspace", space), ("rspace", space)), atomClass);
    }

    private MathAtom OperatorName()
    {
        var hasLimits = _reader.Take('*');
        var (outer, _) = (_font, _font = MathFont.Upright);
        var name = Argument();
        _font = outer;
        return new(name, AtomClass.Operator, hasLimits ? LimitPlacement.Display : LimitPlacement.Never, IsName: true);
    }

    private MathAtom MarkAbove(string name, string mark, bool isWide)
    {
        var node = MathNodes.Make("mover", [Argument(), MathNodes.Leaf("mo", mark, ("stretchy", isWide ? "true" : "false"))], ("accent", "true"));
        return name is "overbrace" or "overbracket" ? new(node, AtomClass.Operator, LimitPlacement.Always) : Ordinary(node);
    }

    private MathAtom MarkBelow(string name, string mark)
    {
        var node = MathNodes.Make("munder", [Argument(), MathNodes.Leaf("mo", mark, ("stretchy", "true"))], ("accentunder", "true"));
        return name is "underbrace" or "underbracket" ? new(node, AtomClass.Operator, LimitPlacement.Always) : Ordinary(node);
    }

    private MathAtom LongArrow(string arrow)
    {
        var style = _isDisplay;
        _isDisplay = false;
        var below = Option() is { } option ? Padded(option) : null;
        var above = Padded(Argument());
        _isDisplay = style;
        var shaft = MathNodes.Leaf("mo", arrow, ("stretchy", "true"));
        return new(below is null ? MathNodes.Make("mover", [shaft, above]) : MathNodes.Make("munderover", [shaft, below, above]), AtomClass.Relation);
    }

    private static DomElement Padded(DomElement label) => MathNodes.Make("mrow", [MathNodes.Space(0.4286), label, MathNodes.Space(0.4286)]);

    /// <summary>A thing above another, which keeps its class.</summary>
    private MathAtom Over()
    {
        var label = Script();
        return Labelled("mover", label);
    }

    private MathAtom Under()
    {
        var label = Script();
        return Labelled("munder", label);
    }

    private MathAtom Labelled(string tag, DomElement label)
    {
        if (!_reader.Take('{'))
            return ParseNucleus() is { } atom ? atom with { Node = MathNodes.Make(tag, [atom.Node, label]), IsName = false } : Ordinary(Failed());
        var row = ReadRow();
        if (!_reader.Take('}'))
            Fail();

        // A sign alone in braces is still a sign here, with its distances.
        var labelled = row.Only is { Node.Tag: "mo" } sign ? sign : Ordinary(MathNodes.Group(row.Finish()));
        return new(MathNodes.Make(tag, [labelled.Node, label]), labelled.Class);
    }
}
